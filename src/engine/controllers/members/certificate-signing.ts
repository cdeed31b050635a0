// Answers approved requests for certificates and removes old ones (pkg/controller/certificates/{signer,cleaner}).
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { tolerate } from '../../client/refusal.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CertificateSigningRequest } from '../../kube/types.generated.ts';
import { issueCertificate, readRequest } from '../../kube/x509.ts';
import { type Controller, anyKind } from '../runtime.ts';

const SIGNERS = new Set(['kubernetes.io/kube-apiserver-client', 'kubernetes.io/kube-apiserver-client-kubelet', 'kubernetes.io/kubelet-serving', 'kubernetes.io/legacy-unknown']);
const YEAR_MS = 365 * 24 * 3_600_000;
/** For clocks that go slow. */
const BACKDATED_MS = 5 * 60_000;
const CLEANING_MS = 3_600_000;
const APPROVED_MS = 3_600_000;
const PENDING_MS = 24 * 3_600_000;

export const certificateSigning: Controller = {
  name: 'certificate-controller',
  for: anyKind(kinds.certificatesigningrequests),
  start: (context) => {
    const requests = context.cache(kinds.certificatesigningrequests);
    context.every(CLEANING_MS, () => {
      for (const request of requests.list()) {
        if (isOld(request, context.clock.nowMs)) tolerate(() => context.client.delete(kinds.certificatesigningrequests, '', request.metadata.name));
      }
    });
    return (name) => {
      const request = requests.get('', name);
      if (!request || !has(request, 'Approved') || has(request, 'Denied') || has(request, 'Failed')) return;
      if (request.status?.certificate !== undefined || !SIGNERS.has(request.spec.signerName)) return;
      const issued = issue(request, context.clock.nowMs);
      if (issued === undefined) return;
      const certificate = encodeBase64(issued);
      context.client.updateStatus(kinds.certificatesigningrequests, { ...request, status: { ...request.status, certificate } });
    };
  },
};

function has(request: CertificateSigningRequest, type: string): boolean {
  return request.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

/** Nothing for what is no request: the real signer cannot read it either. */
function issue({ spec, metadata }: CertificateSigningRequest, nowMs: number): string | undefined {
  const request = readRequest(decodeBase64(spec.request) ?? '');
  if (!request) return undefined;
  const lastsMs = spec.expirationSeconds === undefined ? YEAR_MS : Math.min(YEAR_MS, spec.expirationSeconds * 1000);
  return issueCertificate({ request, serial: metadata.uid, notBeforeMs: nowMs - BACKDATED_MS, notAfterMs: nowMs - BACKDATED_MS + lastsMs, usages: spec.usages ?? [] });
}

function isOld(request: CertificateSigningRequest, nowMs: number): boolean {
  const decided = request.status?.conditions?.find(({ type }) => type === 'Approved' || type === 'Denied' || type === 'Failed');
  const since = parseRfc3339(decided?.lastUpdateTime ?? decided?.lastTransitionTime ?? request.metadata.creationTimestamp) ?? nowMs;
  return nowMs - since > (decided ? APPROVED_MS : PENDING_MS);
}
