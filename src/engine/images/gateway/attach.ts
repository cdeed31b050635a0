// Which routes hang on which listeners, and why others do not (gateway-api apis/v1/httproute_types.go, nginx-gateway-fabric internal/mode/static/state/graph).
import { selects } from '../../kube/labels.ts';
import type { BackendRef, Gateway, GatewayListener, HttpRoute, ParentRef, ReferenceGrant } from './kinds.ts';

export interface Verdict {
  readonly accepted: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface Attachment {
  readonly gateway: Gateway;
  readonly listener: GatewayListener;
  readonly route: HttpRoute;
  /** Those of the route within the listener's; none: any. */
  readonly hostnames: readonly string[];
}

type Labels = (namespace: string) => Readonly<Record<string, string>> | undefined;
const accepted: Verdict = { accepted: true, reason: 'Accepted', message: 'The route is accepted' };

export function attach(route: HttpRoute, parent: ParentRef, gateway: Gateway | undefined, labels: Labels): { readonly verdict: Verdict; readonly attachments: readonly Attachment[] } {
  const none = (reason: string, message: string): { readonly verdict: Verdict; readonly attachments: readonly Attachment[] } => ({ verdict: { accepted: false, reason, message }, attachments: [] });
  if (!gateway) return none('NoMatchingParent', 'no matching parent');
  const named = gateway.spec.listeners.filter((listener) => (parent.sectionName === undefined || listener.name === parent.sectionName) && (parent.port === undefined || listener.port === parent.port));
  if (named.length === 0) return none('NoMatchingParent', `spec.parentRefs: no listener matches sectionName ${JSON.stringify(parent.sectionName ?? '')}`);
  const allowed = named.filter((listener) => allows(listener, gateway, route, labels));
  if (allowed.length === 0) return none('NotAllowedByListeners', 'The route is not allowed by any listener');
  const attachments = allowed.flatMap((listener): Attachment[] => {
    const hostnames = common(listener.hostname, route.spec.hostnames ?? []);
    return hostnames ? [{ gateway, listener, route, hostnames }] : [];
  });
  return attachments.length > 0 ? { verdict: accepted, attachments } : none('NoMatchingListenerHostname', 'Listener hostname does not match the Route hostnames');
}

function allows({ allowedRoutes }: GatewayListener, gateway: Gateway, route: HttpRoute, labels: Labels): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {};
  const { namespace = '' } = route.metadata;
  if (from === 'All') return true;
  if (from === 'Same') return namespace === gateway.metadata.namespace;
  return selects(selector ?? {}, labels(namespace));
}

/** Undefined: they have no host in common. */
function common(listener: string | undefined, route: readonly string[]): readonly string[] | undefined {
  if (route.length === 0) return listener === undefined ? [] : [listener];
  if (listener === undefined) return route;
  const both = route.flatMap((name) => (covers(listener, name) ? [name] : covers(name, listener) ? [listener] : []));
  return both.length > 0 ? both : undefined;
}

/** `*.example.com` covers every name below it. */
export function covers(pattern: string, name: string): boolean {
  return pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)) && name.length > pattern.length - 1);
}

/** Whether all backends may be and are there. */
export function resolve(route: HttpRoute, exists: (namespace: string, name: string, port: number | undefined) => boolean, grants: readonly ReferenceGrant[]): Verdict {
  const home = route.metadata.namespace ?? '';
  for (const ref of (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs)) {
    const namespace = ref.namespace ?? home;
    if ((ref.kind ?? 'Service') !== 'Service') return { accepted: false, reason: 'InvalidKind', message: `Backend ref kind ${ref.kind} is not supported` };
    if (!permitted(home, namespace, ref, grants, route.kind)) return { accepted: false, reason: 'RefNotPermitted', message: `Backend ref to Service ${namespace}/${ref.name} not permitted by any ReferenceGrant` };
    if (!exists(namespace, ref.name, ref.port)) return { accepted: false, reason: 'BackendNotFound', message: `spec.rules[0].backendRefs[0].name: Not found: ${JSON.stringify(ref.name)}` };
  }
  return { accepted: true, reason: 'ResolvedRefs', message: 'All references are resolved' };
}

export function permitted(home: string, namespace: string, ref: BackendRef, grants: readonly ReferenceGrant[], kind = 'HTTPRoute'): boolean {
  if (namespace === home) return true;
  return grants.some((grant) => grant.metadata.namespace === namespace && grant.spec.from.some((from) => from.kind === kind && from.namespace === home) && grant.spec.to.some((to) => to.kind === 'Service' && (to.name === undefined || to.name === ref.name)));
}
