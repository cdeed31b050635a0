// What a schema says of how patches merge: the schema of Kubernetes, or the one that a kustomization brings along (sigs.k8s.io/kustomize/kyaml/openapi).
import { patchMeta } from '../../kube/patch/strategic.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { Shape } from '../../kube/schema/shape.ts';
import { type Gvk, sameGvk } from './identity.ts';
import { isMap, listOf, mapOf, type NodeMap, textOf } from './tree.ts';

/** A value: its fields, its items, and how it merges where it is a list. */
export interface Place {
  readonly merges: boolean;
  readonly keys: readonly string[];
  at(field: string): Place;
  readonly items: Place;
}

/** The schemas of a build: its own take the place of those of Kubernetes. */
export interface Schemas {
  own?: NodeMap;
}

export function placeOf({ own }: Schemas, gvk: Gvk): Place {
  if (!own) return new ShapePlace(schemaOf(gvk.group, gvk.version, gvk.kind));
  const definitions = mapOf(own['definitions']);
  const found = Object.values(definitions).filter(isMap).find((one) => listOf(one['x-kubernetes-group-version-kind']).some((other) => sameGvk(gvk, { group: textOf(mapOf(other)['group']), version: textOf(mapOf(other)['version']), kind: textOf(mapOf(other)['kind']) })));
  return new DefinedPlace(found ?? {}, definitions);
}

class ShapePlace implements Place {
  readonly merges: boolean;
  readonly keys: readonly string[];
  private readonly shape: Shape | undefined;

  constructor(shape: Shape | undefined, merges = false, keys: readonly string[] = []) {
    this.shape = shape;
    this.merges = merges;
    this.keys = keys;
  }

  at(field: string): Place {
    const { shape, merge, mergeKey } = patchMeta(this.shape, field);
    const listKeys = shape?.type === 'list' && shape.listType === 'map' ? shape.keys : [];
    return new ShapePlace(shape, merge, listKeys.length ? listKeys : mergeKey ? [mergeKey] : []);
  }

  get items(): Place {
    return new ShapePlace(this.shape?.type === 'list' ? this.shape.items : undefined);
  }
}

class DefinedPlace implements Place {
  readonly merges: boolean;
  readonly keys: readonly string[];
  private readonly schema: NodeMap;
  private readonly definitions: NodeMap;

  constructor(schema: NodeMap, definitions: NodeMap) {
    const name = textOf(schema['$ref']).replace('#/definitions/', '');
    this.schema = name === '' ? schema : mapOf(definitions[name]);
    this.definitions = definitions;
    const keys = listOf(schema['x-kubernetes-list-map-keys']).map(textOf);
    const mergeKey = textOf(schema['x-kubernetes-patch-merge-key']);
    this.merges = textOf(schema['x-kubernetes-patch-strategy']).split(',').includes('merge');
    this.keys = keys.length ? keys : mergeKey === '' ? [] : [mergeKey];
  }

  at(field: string): Place {
    const { properties, additionalProperties } = this.schema;
    return new DefinedPlace(mapOf(mapOf(properties)[field] ?? additionalProperties), this.definitions);
  }

  get items(): Place {
    return new DefinedPlace(mapOf(this.schema['items']), this.definitions);
  }
}
