// Who manages which fields, as the pipeline needs it: updates recorded, applies merged (apimachinery/pkg/util/managedfields).
import type { JsonObject } from '../base/json.ts';
import type { KubeObject, ManagedFields } from '../kube/object.ts';
import type { StructShape } from '../kube/schema/shape.ts';
import type { Draft } from './codec.ts';

export interface ManagerInfo {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly nowMs: number;
}

export interface FieldManager {
  /** How the fields of the kind merge. */
  shape(): StructShape;
  /** The managedFields after an update of `live` (undefined: a create) to `next`; `sent` are those that came with the request, if it had any. */
  update(live: KubeObject | undefined, next: Draft, sent: readonly ManagedFields[] | undefined, info: ManagerInfo): readonly ManagedFields[] | undefined;
  /** The merged object and who manages it; throws the conflicts. `live` is undefined where the object is yet to be created. */
  apply(live: KubeObject | undefined, patch: JsonObject, info: ManagerInfo, force: boolean, resetFields: readonly (readonly string[])[]): AppliedObject;
}

export interface AppliedObject {
  readonly object: JsonObject;
  readonly managed: readonly ManagedFields[];
}
