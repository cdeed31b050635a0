// ConfigMap (pkg/registry/core/configmap, ValidateConfigMap).
import { decodedLength } from '../../base/base64.ts';
import { equal } from '../../base/json.ts';
import { forbiddenField, invalid, tooLong } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { ConfigMap } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { each, errorsOf, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { maxDataSize } from '../validation/data-size.ts';

const immutableText = 'field is immutable when `immutable` is set';

function validateConfigMap(errors: Errors, map: ConfigMap): void {
  validateMeta(errors, map.metadata, { namespaced: true, name: nameIsSubdomain });
  let size = 0;
  for (const [key, value] of Object.entries(map.data ?? {})) {
    each(errors, `data[${key}]`, key, names.configMapKey(key));
    if (map.binaryData?.[key] !== undefined) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += value.length;
  }
  for (const [key, value] of Object.entries(map.binaryData ?? {})) {
    each(errors, `binaryData[${key}]`, key, names.configMapKey(key));
    size += decodedLength(value);
  }
  if (size > maxDataSize) errors.push(tooLong('', maxDataSize));
}

export const configMap = strategy<ConfigMap>({
  kind: kinds.configmaps,
  generation: false,
  validate: (map) => errorsOf((errors) => validateConfigMap(errors, map)),
  validateUpdate: (map, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, map.metadata, old.metadata);
      if (old.immutable) {
        if (!map.immutable) errors.push(forbiddenField('immutable', immutableText));
        if (!equal(map.data, old.data)) errors.push(forbiddenField('data', immutableText));
        if (!equal(map.binaryData, old.binaryData)) errors.push(forbiddenField('binaryData', immutableText));
      }
      validateConfigMap(errors, map);
    }),
  columns: [
    nameColumn,
    column(
      'Data',
      'string',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
    ),
    ageColumn,
  ],
  cells: (map, nowMs) => [map.metadata.name, Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length, age(map.metadata.creationTimestamp, nowMs)],
});
