// CertificateApproval and CertificateSigning: who may say yes to a request for a certificate (plugin/pkg/admission/certificates).
import { forbidden } from '../../kube/api-error.ts';
import { goQuote } from '../../kube/go-format.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CertificateSigningRequest } from '../../kube/types.generated.ts';
import { decodeBase64 } from '../../base/base64.ts';
import { equal } from '../../base/json.ts';
import { readRequest } from '../../kube/x509.ts';
import { resourceAttributes } from '../authorization/attributes.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

/** Whether the caller has a verb for a signer, by its name or for all of its domain (pkg/certauthorization). */
function mayFor({ context }: AdmissionRequest, verb: string, signer: string): boolean {
  const { core, caller } = context;
  const asked = (name: string): boolean => core.authorizer.authorize(caller, resourceAttributes({ verb, group: 'certificates.k8s.io', version: '*', resource: 'signers', name })).allowed;
  return asked(signer) || asked(`${signer.split('/')[0] as string}/*`);
}

const before = ({ stored }: AdmissionRequest): CertificateSigningRequest => stored as CertificateSigningRequest;
const isRequest = ({ resource, operation }: AdmissionRequest, subresource: string, asked: string): boolean => resource.kind === kinds.certificatesigningrequests && operation === 'UPDATE' && subresource === asked;

export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validate(request) {
    if (!isRequest(request, request.subresource, 'approval')) return;
    const { signerName } = before(request).spec;
    if (!mayFor(request, 'approve', signerName)) throw forbidden(request.resource.kind, request.name, `user not permitted to approve requests with signerName ${goQuote(signerName)}`);
  },
};

export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validate(request) {
    if (!isRequest(request, request.subresource, 'status')) return;
    const { spec, status: old } = before(request);
    const { status } = request.draft as unknown as CertificateSigningRequest;
    const failed = (conditions: CertificateSigningRequest['status']['conditions']): unknown => (conditions ?? []).find(({ type }) => type === 'Failed') ?? null;
    // Whoever neither issues nor fails it does not sign.
    if ((status?.certificate ?? '') === (old?.certificate ?? '') && equal(failed(status?.conditions), failed(old?.conditions))) return;
    if (!mayFor(request, 'sign', spec.signerName)) throw forbidden(request.resource.kind, request.name, `user not permitted to sign requests with signerName ${goQuote(spec.signerName)}`);
  },
};

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

/** CertificateSubjectRestriction: nobody asks for a certificate of the administrators' group (plugin/pkg/admission/certificates/subjectrestriction). */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate({ resource, operation, subresource, draft, name }) {
    if (resource.kind !== kinds.certificatesigningrequests || operation !== 'CREATE' || subresource !== '' || !draft) return;
    const { signerName, request } = (draft as unknown as CertificateSigningRequest).spec;
    if (signerName !== CLIENT_SIGNER) return;
    const asked = readRequest(decodeBase64(request) ?? '');
    if (asked?.organizations.includes('system:masters')) throw forbidden(resource.kind, name, `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`);
  },
};
