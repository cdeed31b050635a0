// Managed fields of built-in kinds, by the recorded schema.
import type { KindInfo } from '../kube/kind.ts';
import { notSimulated } from './errors.ts';
import type { FieldManager } from './field-manager.ts';

export function schemaFieldManager(_kind: KindInfo): FieldManager {
  return {
    update: (live) => live?.metadata.managedFields,
    apply: () => {
      throw notSimulated('server-side apply');
    },
  };
}
