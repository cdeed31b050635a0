// Defaults of webhooks and of what admission policies match (pkg/apis/admissionregistration/v1/defaults.go).
import type { Mutable } from '../../base/json.ts';
import type { MatchResources, MutatingWebhook, ValidatingWebhook } from '../../kube/types.generated.ts';

export function defaultWebhook(webhook: Mutable<ValidatingWebhook> | Mutable<MutatingWebhook>): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  for (const rule of webhook.rules ?? []) rule.scope ??= '*';
  if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= 443;
}

export function defaultMatchResources(match: Mutable<MatchResources>): void {
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= '*';
}
