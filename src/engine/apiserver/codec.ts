// How bodies become objects of a kind: the pipeline's view of the schema machinery, so that custom resources can bring their own.
import type { Json, Mutable } from '../base/json.ts';
import type { KubeObject } from '../kube/object.ts';

export type Draft = Mutable<KubeObject> & { spec?: Json; status?: Json };

export interface Decoded {
  /** The server's own copy: known fields only, typed and defaulted by the schema. */
  readonly draft: Draft;
  /** `unknown field "spec.foo"`, for warnings or a strict refusal. */
  readonly unknown: readonly string[];
  /** Go's words where a value has the wrong type. */
  readonly error: string | undefined;
}

export interface Codec {
  /** `kept`: a spec that is this object's own, by reference, need not be decoded again (its strategy defaults are not applied either). */
  decode(value: Json, kept?: KubeObject): Decoded;
}
