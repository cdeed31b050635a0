// What a handler gives back before it is put into the form that was asked for.
import type { Json } from '../../base/json.ts';
import type { ApiBody } from '../../client/api.ts';
import type { KubeObject } from '../../kube/object.ts';

export interface Answer {
  readonly code: number;
  /** One object of the resource as it is stored: may become another version, a Table or PartialObjectMetadata. */
  readonly object?: KubeObject;
  /** A list of them; the items are filled in when it is known in which form. */
  readonly list?: { readonly value: ListValue; readonly items: readonly KubeObject[] };
  /** Anything else, sent as it is. */
  readonly value?: Json;
  /** Anything but JSON. */
  readonly body?: ApiBody;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ListValue {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly Json[];
}
