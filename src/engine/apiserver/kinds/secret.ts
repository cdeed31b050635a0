// Secret (pkg/registry/core/secret, ValidateSecret).
import { decodeBase64, decodedLength, encodeBase64 } from '../../base/base64.ts';
import { equal } from '../../base/json.ts';
import { forbiddenField, invalid, required, tooLong } from '../../kube/field-error.ts';
import { keyPairFault } from '../../kube/key-pair.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { Secret } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { each, errorsOf, immutable, type Errors } from '../validation/checks.ts';
import { maxDataSize } from '../validation/data-size.ts';
import { jsonObjectProblem } from '../validation/json-syntax.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const immutableText = 'field is immutable when `immutable` is set';

function validateSecret(errors: Errors, secret: Secret): void {
  validateMeta(errors, secret.metadata, { namespaced: true, name: nameIsSubdomain });
  const data = secret.data ?? {};
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    each(errors, `data[${key}]`, key, names.configMapKey(key));
    size += decodedLength(value);
  }
  if (size > maxDataSize) errors.push(tooLong('data', maxDataSize));
  validateByType(errors, secret, data);
}

function validateByType(errors: Errors, secret: Secret, data: Readonly<Record<string, string>>): void {
  const needs = (key: string): void => {
    if (data[key] === undefined) errors.push(required(`data[${key}]`));
  };
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      if (!secret.metadata.annotations?.['kubernetes.io/service-account.name']) errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'));
      break;
    case 'kubernetes.io/dockercfg':
      validateJson(errors, data, '.dockercfg');
      break;
    case 'kubernetes.io/dockerconfigjson':
      validateJson(errors, data, '.dockerconfigjson');
      break;
    case 'kubernetes.io/basic-auth':
      if (data['username'] === undefined && data['password'] === undefined) {
        needs('username');
        needs('password');
      }
      break;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required('data[ssh-privatekey]'));
      break;
    case 'kubernetes.io/tls':
      needs('tls.crt');
      needs('tls.key');
      break;
  }
}

function validateJson(errors: Errors, data: Readonly<Record<string, string>>, key: string): void {
  const value = data[key];
  if (value === undefined) {
    errors.push(required(`data[${key}]`));
    return;
  }
  const problem = jsonObjectProblem(decodeBase64(value) ?? '');
  if (problem) errors.push(invalid(`data[${key}]`, '<secret contents redacted>', problem));
}

/** pkg/api/v1/secret/warnings.go: a key pair that crypto/tls cannot read. */
function certificateWarnings(data: Readonly<Record<string, string>>): readonly string[] {
  const pem = (key: string): string => decodeBase64(data[key] ?? '') ?? '';
  const fault = keyPairFault(pem('tls.crt'), pem('tls.key'));
  return fault === undefined ? [] : [fault];
}

export const secret = strategy<Secret>({
  kind: kinds.secrets,
  generation: false,
  default(draft) {
    draft.type ||= 'Opaque';
    // stringData is for writing only: it lands in data (pkg/apis/core/v1/conversion.go).
    if (!draft.stringData) return;
    draft.data ??= {};
    for (const [key, value] of Object.entries(draft.stringData)) draft.data[key] = encodeBase64(value);
    delete draft.stringData;
  },
  prepareForUpdate(draft, stored) {
    draft.type ||= stored.type ?? '';
  },
  validate: (object) => errorsOf((errors) => validateSecret(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      immutable(errors, 'type', object.type, old.type);
      if (old.immutable) {
        if (!object.immutable) errors.push(forbiddenField('immutable', immutableText));
        if (!equal(object.data, old.data)) errors.push(forbiddenField('data', immutableText));
      }
      validateSecret(errors, object);
    }),
  warnings: (object) => (object.type === 'kubernetes.io/tls' ? certificateWarnings(object.data ?? {}) : []),
  fields: (object) => ({ type: object.type ?? '' }),
  columns: [
    nameColumn,
    column('Type', 'string', 'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types'),
    column(
      'Data',
      'string',
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
    ),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, object.type ?? '', Object.keys(object.data ?? {}).length, age(object.metadata.creationTimestamp, nowMs)],
});
