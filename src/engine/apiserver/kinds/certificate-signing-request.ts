// CertificateSigningRequest (pkg/registry/certificates/certificates, pkg/apis/certificates/validation).
import { decodeBase64 } from '../../base/base64.ts';
import { equal } from '../../base/json.ts';
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { CertificateSigningRequest } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age, humanDuration } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { errorsOf, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const usages = ['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping'];
const minimumSeconds = 600;

function validateRequest(errors: Errors, object: CertificateSigningRequest): void {
  validateMeta(errors, object.metadata, { namespaced: false, name: nameIsSubdomain });
  const { spec, status } = object;
  // The certificate request itself is not parsed, only that it is one.
  const pem = decodeBase64(spec.request ?? '') ?? '';
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----[\s\S]*-----END (NEW )?CERTIFICATE REQUEST-----/.test(pem)) errors.push(invalid('spec.request', spec.request ?? null, 'PEM block type must be CERTIFICATE REQUEST'));
  const wanted = spec.usages ?? [];
  if (wanted.length === 0) errors.push(required('spec.usages'));
  wanted.forEach((usage, i) => {
    if (!usages.includes(usage)) errors.push(notSupported(`spec.usages[${i}]`, usage, usages));
    if (wanted.indexOf(usage) < i) errors.push(duplicate(`spec.usages[${i}]`, usage));
  });
  if (spec.signerName === 'kubernetes.io/legacy-unknown') errors.push(invalid('spec.signerName', spec.signerName, 'the legacy signerName is not allowed via this API version'));
  else validateSigner(errors, spec.signerName ?? '');
  const seconds = spec.expirationSeconds;
  if (seconds !== undefined && seconds < minimumSeconds) errors.push(invalid('spec.expirationSeconds', seconds, `may not specify a duration less than ${minimumSeconds} seconds (10 minutes)`));
  validateConditions(errors, status?.conditions ?? []);
}

function validateSigner(errors: Errors, signer: string): void {
  const path = 'spec.signerName';
  if (signer === '') {
    errors.push(required(path));
    return;
  }
  const [domain = '', ...rest] = signer.split('/');
  if (rest.length !== 1) {
    errors.push(invalid(path, signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
    return;
  }
  if (domain.length + (rest[0]?.length ?? 0) > 571) errors.push({ type: 'TooLong', field: path, detail: 'may not be more than 571 bytes' });
  for (const message of names.dns1123Subdomain(domain)) errors.push(invalid(path, domain, `validating label "${domain}": ${message}`));
  if (domain.split('.').length < 2) errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  for (const message of names.dns1123Subdomain(rest[0] ?? '')) errors.push(invalid(path, rest[0] ?? '', `validating label "${rest[0] ?? ''}": ${message}`));
}

type Conditions = NonNullable<CertificateSigningRequest['status']>['conditions'] & object;

function validateConditions(errors: Errors, conditions: Conditions): void {
  const seen = new Set<string>();
  conditions.forEach(({ type, status }, i) => {
    const path = `status.conditions[${i}]`;
    if (!type) errors.push(required(`${path}.type`));
    else if (seen.has(type)) errors.push(duplicate(`${path}.type`, type));
    seen.add(type);
    const decided = type === 'Approved' || type === 'Denied' || type === 'Failed';
    if (!status) errors.push(required(`${path}.status`));
    else if (!['True', 'False', 'Unknown'].includes(status)) errors.push(notSupported(`${path}.status`, status, ['True', 'False', 'Unknown']));
    else if (decided && status !== 'True') errors.push(notSupported(`${path}.status`, status, ['True']));
  });
  if (seen.has('Approved') && seen.has('Denied')) errors.push(invalid('status.conditions', 'Denied', 'Approved and Denied conditions are mutually exclusive'));
}

/** Decisions stay once they are made. */
function validateDecisions(errors: Errors, object: CertificateSigningRequest, old: CertificateSigningRequest): void {
  for (const type of ['Approved', 'Denied', 'Failed']) {
    const of = (request: CertificateSigningRequest): unknown => request.status?.conditions?.filter((condition) => condition.type === type);
    if (!equal(of(object), of(old)) && (of(old) as readonly unknown[] | undefined)?.length) errors.push(forbiddenField('status.conditions', `updates may not remove or modify a condition of type "${type}"`));
  }
}

function condition({ status }: CertificateSigningRequest): string {
  const types = (status?.conditions ?? []).map((c) => c.type);
  const base = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending';
  return [base, ...(types.includes('Failed') ? ['Failed'] : []), ...(status?.certificate ? ['Issued'] : [])].join(',');
}

const extraOf = (extra: Readonly<Record<string, readonly string[]>> | undefined): { extra?: Record<string, string[]> } =>
  extra ? { extra: Object.fromEntries(Object.entries(extra).map(([name, values]) => [name, [...values]])) } : {};

export const certificateSigningRequest = strategy<CertificateSigningRequest>({
  kind: kinds.certificatesigningrequests,
  generation: false,
  prepareForCreate(draft, { caller }) {
    const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...asked } = draft.spec;
    draft.spec = { ...asked, username: caller.user, ...(caller.uid ? { uid: caller.uid } : {}), groups: [...caller.groups], ...extraOf(caller.extra) };
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    draft.spec = stored.spec as typeof draft.spec;
    keepStatus(draft, stored);
  },
  validate: (object) => errorsOf((errors) => validateRequest(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateRequest(errors, object);
      validateDecisions(errors, object, old);
    }),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateConditions(errors, object.status?.conditions ?? []);
      validateDecisions(errors, object, old);
    }),
  fields: (object) => ({ 'spec.signerName': object.spec.signerName ?? '' }),
  columns: [
    nameColumn,
    ageColumn,
    column('SignerName', 'string', 'signerName indicates the requested signer, and is a qualified name. List/watch requests for CertificateSigningRequests can filter on this field using a "spec.signerName=NAME" fieldSelector.'),
    column('Requestor', 'string', 'username contains the name of the user that created the CertificateSigningRequest. Populated by the API server on creation and immutable.'),
    column('RequestedDuration', 'string', 'expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may issue a certificate with a different validity duration so a client must check the delta between the notBefore and and notAfter fields in the issued certificate to determine the actual duration.'),
    column('Condition', 'string', 'Current conditions of the request'),
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    age(object.metadata.creationTimestamp, nowMs),
    object.spec.signerName || '<none>',
    object.spec.username ?? '',
    object.spec.expirationSeconds === undefined ? '<none>' : humanDuration(object.spec.expirationSeconds * 1000),
    condition(object),
  ],
});
