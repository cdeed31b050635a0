// What the schema says of one value: its Go type, and how patches and server-side apply merge it (structured-merge-diff/schema upstream).
import type { Json } from '../../base/json.ts';

export type ScalarType = 'string' | 'boolean' | 'int32' | 'int64' | 'double' | 'bytes' | 'quantity' | 'time' | 'microtime' | 'int-or-string';

interface Common {
  /** As Go prints it: `int32`, `v1.PodSpec`, `[]v1.Container`. */
  readonly goType: string;
}

export interface ScalarShape extends Common {
  readonly type: 'scalar';
  readonly scalar: ScalarType;
}

/** Any JSON: RawExtension, FieldsV1, a schema-less custom resource. */
export interface AnyShape extends Common {
  readonly type: 'any';
}

export interface ListShape extends Common {
  readonly type: 'list';
  readonly items: Shape;
  /** How server-side apply owns it; a list without a marker is atomic. */
  readonly listType: 'atomic' | 'set' | 'map';
  readonly keys: readonly string[];
}

export interface MapShape extends Common {
  readonly type: 'map';
  readonly values: Shape;
  readonly atomic: boolean;
}

export interface StructShape extends Common {
  readonly type: 'struct';
  /** The definition's full name, `io.k8s.api.core.v1.Pod`; '' for one made of a CustomResourceDefinition. */
  readonly name: string;
  /** `Pod` */
  readonly shortName: string;
  readonly atomic: boolean;
  /** Unknown fields are kept (x-kubernetes-preserve-unknown-fields). */
  readonly open: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that Go writes even when they are empty. */
  readonly written: readonly Field[];
}

export type Shape = ScalarShape | AnyShape | ListShape | MapShape | StructShape;

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** What Go writes when the field is absent or zero; undefined: nothing. */
  readonly zero: Json | undefined;
  /** A pointer in Go: a zero is a value of its own. */
  readonly pointer: boolean;
  readonly enum: readonly string[] | undefined;
  /** The +default marker. */
  readonly default: Json | undefined;
  /** `merge`, `replace`, `retainKeys` */
  readonly patchStrategy: readonly string[];
  readonly mergeKey: string;
}

export const anyShape: AnyShape = { type: 'any', goType: 'interface {}' };
