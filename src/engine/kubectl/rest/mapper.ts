// From what a person types to a resource of the server: plural, singular, short name, kind, category, TYPE.VERSION.GROUP (apimachinery/pkg/api/meta, client-go/restmapper).
import { groupResource, groupVersion } from '../../kube/kind.ts';
import { CliError, NoMatchError } from '../cli/errors.ts';
import type { ApiResource, Discovery } from './discovery.ts';

export class Mapper {
  readonly discovery: Discovery;
  private readonly warn: (text: string) => void;

  constructor(discovery: Discovery, warn: (text: string) => void) {
    this.discovery = discovery;
    this.warn = warn;
  }

  /** @throws NoMatchError: `the server doesn't have a resource type "foo"` */
  resource(typed: string): ApiResource {
    const found = this.find(typed);
    if (!found) throw new NoMatchError(`the server doesn't have a resource type ${JSON.stringify(typed.split('.')[0] ?? '')}`);
    return found;
  }

  find(typed: string): ApiResource | undefined {
    const words = typed.split('.');
    const name = words[0] ?? '';
    if (words.length >= 3) {
      const exact = this.named(name, { version: words[1] as string, group: words.slice(2).join('.') });
      // A short name gives way to its resource, and the version is forgotten on the way.
      if (exact) return exact.shortNames.includes(name.toLowerCase()) ? (this.preferred().find((r) => groupResource(r) === groupResource(exact)) ?? exact) : exact;
    }
    return this.named(name, words.length > 1 ? { group: words.slice(1).join('.') } : {}) ?? this.kinded(words);
  }

  /** The resources of a category such as `all`, or undefined where there is none of that name. */
  category(name: string): readonly ApiResource[] | undefined {
    const members = this.preferred().filter((r) => r.categories.includes(name) && r.verbs.includes('list'));
    return members.length ? members : undefined;
  }

  kind(apiVersion: string, kind: string): ApiResource | undefined {
    return this.discovery.resources.find((r) => groupVersion(r) === apiVersion && r.kind === kind);
  }

  /** @throws CliError as kubectl words an unknown kind of a manifest */
  mustKind(apiVersion: string, kind: string): ApiResource {
    const found = this.kind(apiVersion, kind);
    if (!found) throw new CliError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
    return found;
  }

  /** One version a resource: the one that its group prefers, or else the first that serves it. */
  preferred(): readonly ApiResource[] {
    const seen = new Set<string>();
    const all = this.discovery.resources;
    return all.filter((r) => {
      const key = groupResource(r);
      if (seen.has(key)) return false;
      if (!r.preferred && all.some((o) => o.preferred && groupResource(o) === key)) return false;
      seen.add(key);
      return true;
    });
  }

  private named(typed: string, where: { readonly version?: string; readonly group?: string }): ApiResource | undefined {
    const name = typed.toLowerCase();
    if (name === '') return undefined;
    const inVersion = this.discovery.resources.filter((r) => where.version === undefined || r.version === where.version);
    const inGroup = (r: ApiResource): boolean => where.group === undefined || r.group === where.group;
    const prefix = (r: ApiResource): boolean => where.group !== undefined && where.group !== '' && r.group.startsWith(where.group);
    for (const group of [inGroup, prefix]) {
      const pool = inVersion.filter(group);
      const full = pool.filter((r) => r.plural === name || r.singular === name);
      if (full.length) return best(full);
      const short = pool.filter((r) => r.shortNames.includes(name));
      if (short.length) return this.shortest(short, name);
    }
    return undefined;
  }

  private shortest(matches: readonly ApiResource[], name: string): ApiResource {
    const first = best(matches);
    const others = new Set(matches.filter((r) => groupResource(r) !== groupResource(first)).map(groupResource));
    if (others.size) this.warn(`short name ${JSON.stringify(name)} could also match lower priority resource ${[...others].join(', ')}`);
    return first;
  }

  private kinded(words: readonly string[]): ApiResource | undefined {
    const [kind, ...rest] = words;
    const of = (version: string | undefined, group: string | undefined): readonly ApiResource[] =>
      this.discovery.resources.filter((r) => r.kind === kind && (group === undefined || r.group === group) && (version === undefined || r.version === version));
    const pools = rest.length === 0 ? [of(undefined, undefined)] : [of(rest[0], rest.slice(1).join('.')), of(undefined, rest.join('.'))];
    const pool = pools.find((p) => p.length);
    return pool && best(pool);
  }
}

/** The first group's preferred version. */
function best(matches: readonly ApiResource[]): ApiResource {
  const first = matches[0] as ApiResource;
  return matches.find((r) => r.group === first.group && r.plural === first.plural && r.preferred) ?? first;
}
