// A GRPCRoute as the HTTP that carries gRPC: a call is a POST to /SERVICE/METHOD (nginx-gateway-fabric internal/controller/state/graph/grpcroute.go ConvertGRPCMatches).
import type { GrpcRoute, HttpRoute, RouteMatch } from './kinds.ts';

const ANY = '[^/]+';

/** The same object with the rules of an HTTPRoute, so that it attaches and matches as one does. */
export function asHttp(route: GrpcRoute): HttpRoute {
  const rules = (route.spec.rules ?? []).map(({ matches = [], ...rule }) => ({ ...rule, matches: (matches.length > 0 ? matches : [{}]).map(matchOf) }));
  const { parentRefs, hostnames } = route.spec;
  const { metadata, status } = route;
  return { kind: 'GRPCRoute', metadata, spec: { ...(parentRefs ? { parentRefs } : {}), ...(hostnames ? { hostnames } : {}), rules }, ...(status ? { status } : {}) };
}

export const isGrpc = (route: HttpRoute): boolean => route.kind === 'GRPCRoute';

function matchOf({ method, headers }: NonNullable<NonNullable<GrpcRoute['spec']['rules']>[number]['matches']>[number]): RouteMatch {
  return { path: pathOf(method), method: 'POST', ...(headers ? { headers } : {}) };
}

function pathOf(method: { readonly type?: 'Exact' | 'RegularExpression'; readonly service?: string; readonly method?: string } | undefined): NonNullable<RouteMatch['path']> {
  const { type = 'Exact', service, method: name } = method ?? {};
  if (type === 'Exact' && service !== undefined && name !== undefined) return { type: 'Exact', value: `/${service}/${name}` };
  if (type === 'Exact' && service !== undefined) return { type: 'PathPrefix', value: `/${service}/` };
  if (service === undefined && name === undefined) return { type: 'PathPrefix', value: '/' };
  const exact = (text: string): string => (type === 'Exact' ? text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : text);
  return { type: 'RegularExpression', value: `/${service === undefined ? ANY : exact(service)}/${name === undefined ? ANY : exact(name)}` };
}
