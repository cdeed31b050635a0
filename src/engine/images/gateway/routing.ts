// Which rule of which route a request is for, and what its filters do (gateway-api: the order of matches in HTTPRouteRule's documentation).
import type { HttpRequest } from '../../machine/http.ts';
import { type Attachment, covers } from './attach.ts';
import type { HttpRoute, RouteFilter, RouteMatch, RouteRule, ValueMatch } from './kinds.ts';

export interface Chosen {
  readonly route: HttpRoute;
  readonly rule: RouteRule;
  readonly match: RouteMatch;
}

interface Candidate extends Chosen {
  readonly host: string;
}

const anywhere: RouteMatch = { path: { type: 'PathPrefix', value: '/' } };

export function choose(attachments: readonly Attachment[], request: HttpRequest, host: string): Chosen | undefined {
  const candidates: Candidate[] = [];
  for (const { listener, route, hostnames } of attachments) {
    const names = hostnames.length > 0 ? hostnames : [listener.hostname ?? '*'];
    const name = names.filter((one) => one === '*' || covers(one, host)).sort((a, b) => specific(b) - specific(a))[0];
    if (name === undefined) continue;
    for (const rule of route.spec.rules ?? []) {
      const matches = rule.matches ?? [anywhere];
      for (const match of matches.length > 0 ? matches : [anywhere]) if (fits(match, request)) candidates.push({ route, rule, match, host: name });
    }
  }
  return candidates.sort(byPrecedence)[0];
}

/** A name without a star before one with, the longer before the shorter. */
const specific = (name: string): number => (name === '*' ? 0 : name.startsWith('*') ? name.length : 1000 + name.length);

function byPrecedence(a: Candidate, b: Candidate): number {
  const exact = ({ match }: Candidate): number => (match.path?.type === 'Exact' ? 1 : 0);
  const length = ({ match }: Candidate): number => (match.path?.value ?? '/').length;
  const method = ({ match }: Candidate): number => (match.method ? 1 : 0);
  return (
    specific(b.host) - specific(a.host) || exact(b) - exact(a) || length(b) - length(a) || method(b) - method(a) || (b.match.headers?.length ?? 0) - (a.match.headers?.length ?? 0) || (b.match.queryParams?.length ?? 0) - (a.match.queryParams?.length ?? 0) || older(a.route, b.route)
  );
}

function older(a: HttpRoute, b: HttpRoute): number {
  const [x, y] = [`${a.metadata.creationTimestamp} ${a.metadata.namespace}/${a.metadata.name}`, `${b.metadata.creationTimestamp} ${b.metadata.namespace}/${b.metadata.name}`];
  return x < y ? -1 : x > y ? 1 : 0;
}

function fits({ path, headers = [], queryParams = [], method }: RouteMatch, request: HttpRequest): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (!pathFits(path?.type ?? 'PathPrefix', path?.value ?? '/', request.path)) return false;
  const query = new Map(request.query.split('&').map((part) => [part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1)] as const));
  return headers.every((match) => valueFits(match, request.headers.get(match.name))) && queryParams.every((match) => valueFits(match, query.get(match.name)));
}

function pathFits(type: string, value: string, path: string): boolean {
  if (type === 'Exact') return path === value;
  if (type === 'RegularExpression') return expression(value)?.test(path) ?? false;
  const bare = value.replace(/\/$/, '');
  return bare === '' || path === bare || path.startsWith(`${bare}/`);
}

const valueFits = ({ type, value }: ValueMatch, given: string | undefined): boolean => given !== undefined && (type === 'RegularExpression' ? (expression(value)?.test(given) ?? false) : given === value);

function expression(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    return undefined;
  }
}

type PathChange = NonNullable<NonNullable<RouteFilter['urlRewrite']>['path']>;

/** The path with its matched prefix, or all of it, replaced. */
export function changedPath(change: PathChange | undefined, match: RouteMatch, path: string): string {
  if (!change) return path;
  if (change.type === 'ReplaceFullPath') return change.replaceFullPath ?? '/';
  const prefix = (match.path?.value ?? '/').replace(/\/$/, '');
  const rest = path.slice(prefix.length);
  const joined = `${(change.replacePrefixMatch ?? '').replace(/\/$/, '')}${rest.startsWith('/') || rest === '' ? rest : `/${rest}`}`;
  return joined === '' ? '/' : joined;
}

/** Header fields after a modifier. */
export function changedHeaders(fields: readonly (readonly [string, string])[], change: RouteFilter['requestHeaderModifier']): readonly (readonly [string, string])[] {
  if (!change) return fields;
  const gone = new Set([...(change.remove ?? []), ...(change.set ?? []).map(({ name }) => name)].map((name) => name.toLowerCase()));
  const pairs = (list: readonly { readonly name: string; readonly value: string }[] = []): (readonly [string, string])[] => list.map(({ name, value }) => [name, value] as const);
  return [...fields.filter(([name]) => !gone.has(name.toLowerCase())), ...pairs(change.set), ...pairs(change.add)];
}

export const filterOf = <K extends keyof RouteFilter>(rule: RouteRule, key: K): RouteFilter[K] => rule.filters?.find((filter) => filter[key] !== undefined)?.[key] as RouteFilter[K];
