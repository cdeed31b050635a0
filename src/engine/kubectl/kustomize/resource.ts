// An object of a kustomization with what it was called before and what made it (sigs.k8s.io/kustomize/api/resource/resource.go).
import { effectiveNamespace, parseApiVersion, type ResourceId } from './identity.ts';
import { cloned, isMap, isMissing, mapAt, mapOf, type NodeMap, textOf } from './tree.ts';

interface Former {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

/** Where an object comes from, or what changed it. */
export interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
  readonly configuredBy?: { readonly apiVersion: string; readonly kind: string; readonly name?: string; readonly namespace?: string };
}

export type Behavior = 'create' | 'merge' | 'replace';

export class Resource {
  /** Undefined once a patch deleted it. */
  object: NodeMap | undefined;
  /** The oldest first. */
  formers: readonly Former[] = [];
  prefixes: readonly string[] = [];
  suffixes: readonly string[] = [];
  /** Made by a generator: a hash of the content goes to the name at the end. */
  hashed = false;
  behavior: Behavior = 'create';
  /** Of a patch: it may give what it changes another name, or another kind. */
  mayRename = false;
  mayChangeKind = false;
  /** What stands against writing it. */
  fault: string | undefined;
  variables: readonly string[] = [];
  origin: Origin | undefined;
  transformations: readonly Origin[] = [];

  constructor(object: NodeMap) {
    this.object = object;
  }

  get body(): NodeMap {
    return this.object ?? {};
  }

  get kind(): string {
    return textOf(this.body['kind']);
  }

  get name(): string {
    return textOf(mapOf(this.body['metadata'])['name']);
  }

  get namespace(): string {
    return textOf(mapOf(this.body['metadata'])['namespace']);
  }

  get id(): ResourceId {
    return { ...parseApiVersion(textOf(this.body['apiVersion'])), kind: this.kind, name: this.name, namespace: this.namespace };
  }

  get formerIds(): readonly ResourceId[] {
    const { id } = this;
    return this.formers.map((former) => ({ ...id, ...former }));
  }

  get originalId(): ResourceId {
    return this.formerIds[0] ?? this.id;
  }

  /** What it is called now is remembered, since it is about to be called otherwise. */
  remember(): void {
    const { id } = this;
    this.formers = [...this.formers, { name: id.name, namespace: effectiveNamespace(id), kind: id.kind }];
  }

  setName(name: string): void {
    mapAt(this.body, 'metadata')['name'] = name;
  }

  setNamespace(namespace: string): void {
    const metadata = mapAt(this.body, 'metadata');
    if (namespace === '') delete metadata['namespace'];
    else metadata['namespace'] = namespace;
  }

  texts(field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
    const found = mapOf(this.body['metadata'])[field];
    return Object.fromEntries(Object.entries(mapOf(found)).map(([key, value]) => [key, value === null ? 'null' : textOf(value)]));
  }

  /** An empty map is none. */
  setTexts(field: 'labels' | 'annotations', texts: Readonly<Record<string, string>>): void {
    const metadata = mapAt(this.body, 'metadata');
    if (Object.keys(texts).length === 0) delete metadata[field];
    else metadata[field] = { ...texts };
  }

  copy(): Resource {
    const copy = new Resource(cloned(this.body) as NodeMap);
    return Object.assign(copy, { formers: this.formers, prefixes: this.prefixes, suffixes: this.suffixes, hashed: this.hashed, behavior: this.behavior, mayRename: this.mayRename, mayChangeKind: this.mayChangeKind, fault: this.fault, variables: this.variables, origin: this.origin, transformations: this.transformations });
  }

  /** Whether prefixes and suffixes end alike; `lenient` takes none for any. */
  sharesAffixes(other: Resource, lenient: boolean): boolean {
    return sameEnding(this.prefixes, other.prefixes, lenient) && sameEnding(this.suffixes, other.suffixes, lenient);
  }
}

/** What kustomize notes on an object while it works; it shows in some errors. */
export function internalAnnotations({ formers, prefixes, suffixes }: Resource): Readonly<Record<string, string>> {
  const said = (field: string, values: readonly string[]): (readonly [string, string])[] => (values.length ? [[`internal.config.kubernetes.io/${field}`, values.join(',')]] : []);
  return Object.fromEntries([...said('previousKinds', formers.map(({ kind }) => kind)), ...said('previousNames', formers.map(({ name }) => name)), ...said('previousNamespaces', formers.map(({ namespace }) => namespace)), ...said('prefixes', prefixes), ...said('suffixes', suffixes)]);
}

function sameEnding(a: readonly string[], b: readonly string[], lenient: boolean): boolean {
  if (a.length === 0 || b.length === 0) return lenient || a.length === b.length;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.every((value, i) => value === long[i + long.length - short.length]);
}

export const isEmpty = ({ object }: Resource): boolean => isMissing(object) || (isMap(object) && Object.keys(object).length === 0);
