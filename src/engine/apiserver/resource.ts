// One served resource: what is known of its kind, its strategy, and the storage it shares with its other versions.
import type { Json } from '../base/json.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { StructShape } from '../kube/schema/shape.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Codec, Draft } from './codec.ts';
import type { FieldManager } from './field-manager.ts';
import type { Store } from './registry/store.ts';
import type { ScalePaths } from './subresources/scale.ts';
import type { Strategy } from './strategy.ts';

export interface Resource {
  /** As served at this version. */
  readonly kind: KindInfo;
  readonly strategy: Strategy;
  readonly store: Store;
  readonly codec: Codec;
  readonly fieldManager: FieldManager;
  /** For strategic merge patches, which custom resources do not know. */
  readonly shape?: () => StructShape | undefined;
  /** Where a custom resource keeps its replicas. */
  readonly scale?: () => ScalePaths | undefined;
  /** What is said to everybody who uses a deprecated version. */
  readonly deprecation?: string | undefined;
  readonly custom: boolean;
  /** The OpenAPI schema of a custom resource. */
  readonly schema?: Json;
  /** From the served version to the stored one and back; absent where they are the same. */
  readonly convert: Conversion | undefined;
}

export interface Conversion {
  toStored(draft: Draft): Draft;
  fromStored(object: KubeObject): KubeObject;
  /** Makes sure that these can be converted, all with one question, where somebody must be asked. */
  readonly prepare?: ((objects: readonly KubeObject[]) => void) | undefined;
  /** What was written, and as which stored object. */
  readonly remember?: (object: KubeObject, served: Draft) => void;
}
