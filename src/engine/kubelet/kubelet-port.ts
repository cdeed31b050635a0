// The kubelet's own HTTPS port on its node: health, resource metrics and the stats summary, for who may read them (pkg/kubelet/server/server.go, auth.go).
import type { Json } from '../base/json.ts';
import type { KubeletOffer } from '../client/kubelet-stats.ts';
import { ApiError } from '../kube/api-error.ts';
import { TransportError } from '../client/api.ts';
import { type HttpReply, type HttpServer, listenHttp } from '../machine/http.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { KubeletContext } from './context.ts';
import { type NodeUsage, resourceMetrics, statsSummary } from './stats.ts';

const PORT = 10_250;

interface Identity {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
}

interface Refusal {
  readonly status: number;
  readonly text: string;
}

export interface KubeletPage {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** A page of the kubelet for somebody who was let in already. */
export function kubeletPage(usage: NodeUsage, path: string): KubeletPage {
  const text = (status: number, body: string): KubeletPage => ({ status, type: 'text/plain; charset=utf-8', body });
  switch (path) {
    case '/healthz': return text(200, 'ok');
    case '/metrics/resource': return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores', body: resourceMetrics(usage.now()) };
    case '/stats/summary': return { status: 200, type: 'application/json', body: JSON.stringify(statsSummary(usage.now()), null, 1) };
    case '/metrics': case '/metrics/cadvisor': case '/metrics/probes': case '/pods': case '/runningpods/': case '/configz': return text(501, `the kubelet's ${path} is not simulated in Kubarium\n`);
    default: return text(404, '404 page not found\n');
  }
}

export function openKubeletPort(context: KubeletContext, usage: NodeUsage): HttpServer | undefined {
  const { nodeNet: net, clock, node } = context;
  if (!net) return undefined;
  const offer: KubeletOffer = {
    type: 'kubelet',
    stats: (authorization) => {
      const refused = refusal(context, authorization, 'metrics');
      return refused ? refused.text : usage.now();
    },
  };
  const handler = function* (request: { readonly path: string; readonly headers: { get(name: string): string | undefined } }): Fiber<HttpReply> {
    const refused = refusal(context, request.headers.get('authorization'), request.path.startsWith('/stats') ? 'stats' : request.path.startsWith('/metrics') ? 'metrics' : request.path === '/healthz' ? 'healthz' : 'proxy');
    if (refused) return { status: refused.status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: refused.text };
    const { status, type, body } = kubeletPage(usage, request.path);
    return { status, headers: { 'Content-Type': type }, body };
  };
  return listenHttp({ net, clock }, PORT, handler, { tls: { subject: `system:node:${node.name}`, sans: [node.name, node.ip], issuer: 'kubernetes' }, offer });
}

/** Webhook authentication and authorization: the kubelet asks the API server who it is and whether he may. */
function refusal({ client, node }: KubeletContext, authorization: string | undefined, subresource: string): Refusal | undefined {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  try {
    const user = token === undefined ? undefined : review(client.call<Json>('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } }));
    if (!user) return { status: 401, text: 'Unauthorized' };
    const { username = '', uid, groups = [] } = user;
    const answer = client.call<{ readonly status?: { readonly allowed?: boolean } }>('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', metadata: {},
      spec: { user: username, ...(uid === undefined ? {} : { uid }), groups, resourceAttributes: { verb: 'get', version: 'v1', resource: 'nodes', subresource, name: node.name } },
    });
    return answer.status?.allowed ? undefined : { status: 403, text: `Forbidden (user=${username}, verb=get, resource=nodes, subresource(s)=[${subresource}])\n` };
  } catch (error) {
    if (error instanceof ApiError || error instanceof TransportError) return { status: 500, text: 'Internal Error' };
    throw error;
  }
}

function review(answer: Json): Identity | undefined {
  const { status } = answer as { readonly status?: { readonly authenticated?: boolean; readonly user?: Identity } };
  return status?.authenticated ? status.user : undefined;
}
