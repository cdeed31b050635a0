// The audit log as whoever makes a world asks for it: a policy as it stands in its file, and where events go.
import type { AuditOptions } from '../apiserver/audit/auditor.ts';
import { auditPolicyOf } from '../apiserver/audit/policy.ts';
import type { Json } from '../base/json.ts';

/** What the world takes, or all that is wrong with the policy. */
export function auditOptions(policy: Json, write: AuditOptions['write']): AuditOptions | readonly string[] {
  const found = auditPolicyOf(policy);
  return 'rules' in found ? { policy: found, write } : found;
}
