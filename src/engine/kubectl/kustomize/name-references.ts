// Names in other objects follow the objects that were renamed (sigs.k8s.io/kustomize/api/filters/nameref, internal/accumulator/namereferencetransformer.go).
import { formatYaml } from '../../kube/yaml.ts';
import type { Json } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import { changeField, type FieldSpec } from './field-spec.ts';
import { effectiveNamespace, type Gvk, gvkMatches, idText, isClusterScoped, isPlaced, sameNamespace } from './identity.ts';
import type { ReferenceSpec } from './reference-specs.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { isList, isMap, isMissing, isScalar, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

export function fixReferences(resources: Resources, specs: readonly ReferenceSpec[]): void {
  const originals = new Map(resources.list.map((one) => [one, one.originalId] as const));
  for (const referrer of resources.list) {
    let candidates: readonly Resource[] | undefined;
    for (const target of specs) {
      for (const spec of target.fieldSpecs) {
        if (!gvkMatches(originals.get(referrer) as Gvk, spec)) continue;
        candidates ??= resources.within(referrer);
        const reference = new Reference(referrer, spec, target, candidates);
        try {
          changeField(referrer, { path: spec.path }, undefined, (value) => reference.changed(value));
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          throw new CliError(`updating name reference in '${spec.path}' field of '${idText(referrer.id)}': ${error.message}`);
        }
      }
    }
  }
}

class Reference {
  private readonly referrer: Resource;
  private readonly spec: FieldSpec;
  private readonly target: Partial<Gvk>;
  private readonly candidates: readonly Resource[];

  constructor(referrer: Resource, spec: FieldSpec, target: Partial<Gvk>, candidates: readonly Resource[]) {
    this.referrer = referrer;
    this.spec = spec;
    this.target = target;
    this.candidates = candidates;
  }

  changed(value: Node): Node {
    if (isList(value)) return value.map((item) => this.changed(item));
    if (isMap(value)) return this.mapping(value);
    if (isMissing(value) || !isScalar(value)) return value;
    const name = textOf(value);
    const found = this.select(name, this.candidates, (a, b) => a.name === b.name);
    return found === undefined || found.name === name ? value : found.name;
  }

  /** A map with a name, and maybe a namespace, which follows too. */
  private mapping(value: NodeMap): NodeMap {
    if (!('name' in value)) throw new CliError("path config error; no 'name' field in node");
    const name = textOf(value['name']);
    const found = this.select(name, this.near(value), (a, b) => a.name === b.name && a.namespace === b.namespace);
    if (found === undefined) return value;
    const { namespace } = found;
    return { ...value, name: found.name, ...(namespace === '' ? {} : { namespace }) };
  }

  private near(value: NodeMap): readonly Resource[] {
    if (!('namespace' in value)) return this.candidates;
    const namespace = textOf(value['namespace']);
    const before = this.candidates.filter((one) => effectiveNamespace(one.originalId) === namespace && isPlaced(namespace));
    return before.length ? before : this.candidates.filter((one) => effectiveNamespace(one.id) === namespace && isPlaced(namespace));
  }

  private select(name: string, from: readonly Resource[], alike: (a: Resource, b: Resource) => boolean): Resource | undefined {
    const role = this.spec.path.endsWith('roleRef/name') ? roleOf(this.referrer) : undefined;
    const here = this.referrer.id;
    let left = from.filter((one) => {
      const formers = one.formerIds;
      if (!formers.some((id) => id.name === name) || !formers.some((id) => gvkMatches(id, this.target))) return false;
      if (role && !formers.some((id) => gvkMatches(id, role))) return false;
      return isClusterScoped(here) || isClusterScoped(one.id) || one.kind === 'ServiceAccount' || sameNamespace(here, one.id);
    });
    left = left.filter((one) => one.sharesAffixes(this.referrer, true));
    if (left.length > 1) left = left.filter((one) => one.sharesAffixes(this.referrer, false));
    const [first] = left;
    if (!first || left.every((one) => alike(first, one))) return first;
    const yaml = (one: Resource): string => formatYaml(one.body as Json);
    const shown = left.map((one, i) => `--- possible referral ${i}:\n${yaml(one)}\n`).join('');
    throw new CliError(` found multiple possible referrals: ${left.map((one) => idText(one.id)).join(', ')}\n\n**** Too many possible referral targets to referrer:\n${yaml(this.referrer)}\n${shown}`);
  }
}

function roleOf(referrer: Resource): Partial<Gvk> | undefined {
  const role = mapOf(referrer.body['roleRef']);
  return 'apiGroup' in role && 'kind' in role ? { group: textOf(role['apiGroup']), kind: textOf(role['kind']) } : undefined;
}
