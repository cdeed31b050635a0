// The schema of Kubernetes 1.36 by kind and by definition, compiled on first use from the recorded facts (`type[!][=enum][ @listType(keys)][ +strategy(key)][ ?default]`).
import { assert } from '../../base/assert.ts';
import type { Json } from '../../base/json.ts';
import facts from './facts.generated.json';
import { goTypeOf } from './go-types.ts';
import { anyShape, type Field, type ListShape, type Shape, type StructShape } from './shape.ts';

interface Facts {
  readonly kinds: Readonly<Record<string, string>>;
  readonly defs: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
  readonly pointers: Readonly<Record<string, readonly string[]>>;
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const recorded = facts as unknown as Facts;
const compiled = new Map<string, Shape>();

/** The shape of a kind's objects, or undefined where the schema has none. */
export function schemaOf(group: string, version: string, kind: string): StructShape | undefined {
  const name = recorded.kinds[`${group === '' ? version : `${group}/${version}`}/${kind}`];
  return name === undefined ? undefined : (definition(name) as StructShape);
}

/** A definition by its full name: `io.k8s.api.core.v1.PodSpec`. */
export function definition(name: string): Shape {
  let shape = compiled.get(name);
  if (!shape) {
    const fact = recorded.defs[name];
    assert(fact !== undefined, `no definition ${name}`);
    shape = typeof fact === 'string' ? named(name, fact) : new Struct(name);
    compiled.set(name, shape);
  }
  return shape;
}

export function objectMetaShape(): StructShape {
  return definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') as StructShape;
}

/** A definition's fields are compiled when they are first asked for: most kinds of a session never are. */
class Struct implements StructShape {
  readonly type = 'struct';
  readonly open = false;
  readonly name: string;
  readonly shortName: string;
  readonly goType: string;
  readonly atomic: boolean;
  private table: Map<string, Field> | undefined;
  private always: readonly Field[] | undefined;

  constructor(name: string) {
    const parts = name.split('.');
    this.name = name;
    this.shortName = parts.at(-1) as string;
    this.goType = `${parts.at(-2) as string}.${this.shortName}`;
    this.atomic = this.facts.$map === 'atomic';
  }

  /** A kind of its own, or a list of one. */
  get topLevel(): boolean {
    return 'kind' in this.facts && 'apiVersion' in this.facts && 'metadata' in this.facts;
  }

  private get facts(): Readonly<Record<string, string>> {
    return recorded.defs[this.name] as Readonly<Record<string, string>>;
  }

  get fields(): ReadonlyMap<string, Field> {
    if (!this.table) {
      this.table = new Map();
      for (const [field, fact] of Object.entries(this.facts)) {
        if (!field.startsWith('$') || field === '$ref' || field === '$schema') this.table.set(field, compileField(this, field, fact));
      }
    }
    return this.table;
  }

  get written(): readonly Field[] {
    this.always ??= [...this.fields.values()].filter((field) => field.zero !== undefined);
    return this.always;
  }
}

const FACT = /^(\S+?)(!?)(=\S*)?((?: [@+]\S+)*)(?: \?(.*))?$/;

function compileField(owner: Struct, name: string, fact: string): Field {
  const m = FACT.exec(fact);
  assert(m, `fact ${owner.name}.${name}: ${fact}`);
  const [, type = '', bang, oneOf, marks = '', fallback] = m;
  const list = / @(atomic|set|map)(?:\(([^)]*)\))?/.exec(marks);
  const map = / @map:(atomic|granular)/.exec(marks);
  const patch = / \+([\w,]+)(?:\(([^)]*)\))?/.exec(marks);
  const shape = shapeOf(type, {
    listType: (map ? undefined : list?.[1]) as ListShape['listType'] | undefined,
    keys: list?.[2]?.split(',') ?? [],
    atomic: map?.[1] === 'atomic',
    granular: map?.[1] === 'granular',
    goType: goTypeOf(owner.shortName, name),
  });
  const value = fallback === undefined ? undefined : (JSON.parse(fallback) as Json);
  const isZero = value === '' || value === 0 || value === false;
  const required = bang === '!';
  const pointer = recorded.pointers[owner.name]?.includes(name) ?? false;
  return {
    name,
    shape,
    required,
    zero: writtenWhenEmpty(owner, name, shape, required && (isZero || shape.type !== 'scalar')) ? zeroOf(shape, pointer) : undefined,
    pointer,
    enum: oneOf?.slice(1).split('|'),
    default: isZero && !pointer ? undefined : value,
    patchStrategy: patch?.[1]?.split(',') ?? [],
    mergeKey: patch?.[2] ?? '',
  };
}

function writtenWhenEmpty(owner: Struct, name: string, shape: Shape, required: boolean): boolean {
  const exceptions = recorded.values[owner.name];
  if (exceptions?.includes(name)) return true;
  if (exceptions?.includes(`!${name}`)) return false;
  return required || (owner.topLevel && shape.type === 'struct' && (name === 'metadata' || name === 'spec' || name === 'status'));
}

function zeroOf(shape: Shape, pointer: boolean): Json {
  if (shape.type === 'struct') return {};
  if (shape.type !== 'scalar' || pointer) return null;
  switch (shape.scalar) {
    case 'string': return '';
    case 'boolean': return false;
    case 'quantity': return '0';
    case 'int32': case 'int64': case 'double': case 'int-or-string': return 0;
    default: return null;
  }
}

interface Marks {
  readonly listType?: ListShape['listType'] | undefined;
  readonly keys: readonly string[];
  readonly atomic: boolean;
  readonly granular: boolean;
  readonly goType?: string | undefined;
}
const noMarks: Marks = { keys: [], atomic: false, granular: false };

function shapeOf(type: string, marks: Marks): Shape {
  if (type.startsWith('[')) {
    const items = shapeOf(type.slice(1, -1), noMarks);
    const keys = marks.keys;
    return { type: 'list', items, listType: marks.listType ?? 'atomic', keys, goType: `[]${items.goType}` };
  }
  if (type.startsWith('{')) {
    const values = shapeOf(type.slice(1, -1), noMarks);
    const goType = values.type === 'scalar' && values.scalar === 'quantity' ? 'v1.ResourceList' : `map[string]${values.goType}`;
    return { type: 'map', values, atomic: marks.atomic, goType };
  }
  if (type.startsWith('io.')) {
    const shape = definition(type);
    if (shape.type !== 'struct' || marks.atomic === shape.atomic || !(marks.atomic || marks.granular)) return shape;
    return { type: 'struct', open: shape.open, name: shape.name, shortName: shape.shortName, goType: shape.goType, atomic: marks.atomic, get fields() { return shape.fields; }, get written() { return shape.written; } };
  }
  return scalar(type, marks.goType);
}

function scalar(type: string, goType: string | undefined): Shape {
  switch (type) {
    case 'string': return { type: 'scalar', scalar: 'string', goType: goType ?? 'string' };
    case 'boolean': return { type: 'scalar', scalar: 'boolean', goType: 'bool' };
    case 'integer:int32': return { type: 'scalar', scalar: 'int32', goType: 'int32' };
    case 'integer:int64': return { type: 'scalar', scalar: 'int64', goType: 'int64' };
    case 'number:double': return { type: 'scalar', scalar: 'double', goType: 'float64' };
    case 'string:byte': return { type: 'scalar', scalar: 'bytes', goType: '[]uint8' };
    default: return anyShape;
  }
}

/** Definitions that are no structs. */
function named(name: string, fact: string): Shape {
  switch (name.slice(name.lastIndexOf('.') + 1)) {
    case 'Quantity': return { type: 'scalar', scalar: 'quantity', goType: 'resource.Quantity' };
    case 'IntOrString': return { type: 'scalar', scalar: 'int-or-string', goType: 'int32' };
    case 'Time': return { type: 'scalar', scalar: 'time', goType: 'string' };
    case 'MicroTime': return { type: 'scalar', scalar: 'microtime', goType: 'string' };
    case 'CustomResourceSubresourceStatus':
      return { type: 'struct', name, shortName: 'CustomResourceSubresourceStatus', goType: 'v1.CustomResourceSubresourceStatus', atomic: false, open: false, fields: new Map(), written: [] };
    default: return fact === '=object' ? { type: 'any', goType: 'map[string]interface {}' } : anyShape;
  }
}
