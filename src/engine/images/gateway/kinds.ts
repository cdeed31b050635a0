// The Gateway API's kinds as far as a controller needs them (gateway-api apis/v1).
import type { Kind } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
}

export interface GatewayClass extends KubeObject {
  readonly spec: { readonly controllerName: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly tls?: { readonly mode?: string; readonly certificateRefs?: readonly { readonly name: string; readonly namespace?: string; readonly kind?: string }[] };
  readonly allowedRoutes?: { readonly namespaces?: { readonly from?: 'All' | 'Same' | 'Selector'; readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } } };
}

export interface Gateway extends KubeObject {
  readonly spec: { readonly gatewayClassName: string; readonly listeners: readonly GatewayListener[] };
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly value: string }[]; readonly conditions?: readonly Condition[]; readonly listeners?: readonly unknown[] };
}

export interface ValueMatch {
  readonly name: string;
  readonly type?: 'Exact' | 'RegularExpression';
  readonly value: string;
}

export interface RouteMatch {
  readonly path?: { readonly type?: 'Exact' | 'PathPrefix' | 'RegularExpression'; readonly value?: string };
  readonly headers?: readonly ValueMatch[];
  readonly queryParams?: readonly ValueMatch[];
  readonly method?: string;
}

interface HeaderChange {
  readonly set?: readonly { readonly name: string; readonly value: string }[];
  readonly add?: readonly { readonly name: string; readonly value: string }[];
  readonly remove?: readonly string[];
}

interface PathChange {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly replaceFullPath?: string;
  readonly replacePrefixMatch?: string;
}

export interface RouteFilter {
  readonly type: string;
  readonly requestHeaderModifier?: HeaderChange;
  readonly responseHeaderModifier?: HeaderChange;
  readonly requestRedirect?: { readonly scheme?: string; readonly hostname?: string; readonly port?: number; readonly statusCode?: number; readonly path?: PathChange };
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathChange };
}

export interface BackendRef {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly port?: number;
  readonly weight?: number;
}

export interface RouteRule {
  readonly matches?: readonly RouteMatch[];
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly BackendRef[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
}

export interface ParentRef {
  readonly name: string;
  readonly namespace?: string;
  readonly sectionName?: string;
  readonly port?: number;
  readonly kind?: string;
}

export interface HttpRoute extends KubeObject {
  readonly spec: { readonly parentRefs?: readonly ParentRef[]; readonly hostnames?: readonly string[]; readonly rules?: readonly RouteRule[] };
  readonly status?: { readonly parents?: readonly { readonly parentRef: ParentRef; readonly controllerName: string; readonly conditions: readonly Condition[] }[] };
}

export interface GrpcRoute extends KubeObject {
  readonly spec: {
    readonly parentRefs?: readonly ParentRef[];
    readonly hostnames?: readonly string[];
    readonly rules?: readonly {
      readonly matches?: readonly { readonly method?: { readonly type?: 'Exact' | 'RegularExpression'; readonly service?: string; readonly method?: string }; readonly headers?: readonly ValueMatch[] }[];
      readonly filters?: readonly RouteFilter[];
      readonly backendRefs?: readonly BackendRef[];
    }[];
  };
  readonly status?: HttpRoute['status'];
}

export interface ReferenceGrant extends KubeObject {
  readonly spec: { readonly from: readonly { readonly kind: string; readonly namespace: string }[]; readonly to: readonly { readonly kind: string; readonly name?: string }[] };
}

const GROUP = 'gateway.networking.k8s.io';
const made = (version: string, kind: string, plural: string, namespaced: boolean): Kind<never> => ({ group: GROUP, version, kind, plural, singular: kind.toLowerCase(), namespaced, verbs: ['list', 'watch', 'update'], shortNames: [], categories: [], subresources: [] });

export const gatewayClasses: Kind<GatewayClass> = made('v1', 'GatewayClass', 'gatewayclasses', false);
export const gateways: Kind<Gateway> = made('v1', 'Gateway', 'gateways', true);
export const httpRoutes: Kind<HttpRoute> = made('v1', 'HTTPRoute', 'httproutes', true);
export const grpcRoutes: Kind<GrpcRoute> = made('v1', 'GRPCRoute', 'grpcroutes', true);
export const referenceGrants: Kind<ReferenceGrant> = made('v1beta1', 'ReferenceGrant', 'referencegrants', true);
