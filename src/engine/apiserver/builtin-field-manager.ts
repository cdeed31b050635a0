// Managed fields of built-in kinds, by the recorded schema (apimachinery/pkg/util/managedfields).
import { assert } from '../base/assert.ts';
import type { JsonObject } from '../base/json.ts';
import { rfc3339 } from '../base/time.ts';
import type { KindInfo } from '../kube/kind.ts';
import { applyPatch } from '../kube/managed-fields/apply.ts';
import { trackUpdate } from '../kube/managed-fields/update.ts';
import type { ManagedFields } from '../kube/object.ts';
import { schemaOf } from '../kube/schema/schema.ts';
import type { StructShape } from '../kube/schema/shape.ts';
import type { FieldManager, ManagerInfo } from './field-manager.ts';

export function schemaFieldManager(kind: KindInfo): FieldManager {
  const shape = (): StructShape => {
    const found = schemaOf(kind.group, kind.version, kind.kind);
    assert(found, `no schema for ${kind.kind}`);
    return found;
  };
  return fieldManagerOf(shape);
}

export function fieldManagerOf(shape: () => StructShape): FieldManager {
  return {
    shape,
    update: (live, next, sent, info) => {
      const before = live?.metadata.managedFields ?? [];
      if (live && before.length === 0 && !sent?.length) return undefined;
      if (isReset(sent)) return undefined;
      return trackUpdate(live as JsonObject | undefined, next as unknown as JsonObject, sent && sent.length > 0 ? sent : before, writer(info), shape());
    },
    apply: (live, patch, info, force, resetFields) =>
      applyPatch({ live: live as JsonObject | undefined, managed: live?.metadata.managedFields ?? [], patch, writer: writer(info), force, shape: shape(), resetFields }),
  };
}

/** One empty entry is how a client asks to forget them all. */
function isReset(sent: readonly ManagedFields[] | undefined): boolean {
  return sent?.length === 1 && Object.keys(sent[0] as ManagedFields).length === 0;
}

function writer({ manager, apiVersion, subresource, nowMs }: ManagerInfo): { manager: string; apiVersion: string; subresource: string; time: string } {
  return { manager, apiVersion, subresource, time: rfc3339(nowMs) };
}
