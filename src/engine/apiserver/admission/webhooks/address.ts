// Where a webhook's Service listens, and what a question to it is called (apiserver/pkg/util/proxy, apiserver/pkg/util/webhook).
import { goQuote } from '../../../kube/go-format.ts';
import type { Service, WebhookClientConfig } from '../../../kube/types.generated.ts';
import type { WebhookCall } from './call.ts';

/** The Service's own address, as kube-apiserver resolves it; a text is why there is none. */
export function serviceAddress({ service }: WebhookClientConfig, find: (namespace: string, name: string) => Service | undefined): WebhookCall['address'] {
  if (!service) return undefined;
  const { namespace, name, port = 443 } = service;
  const found = find(namespace, name);
  if (!found) return `service ${goQuote(name)} not found`;
  const { type, clusterIP, externalName, ports = [] } = found.spec;
  if (!ports.some((candidate) => candidate.port === port)) return `no service port ${port} found for service ${goQuote(name)}`;
  if (type === 'ExternalName') return { ip: externalName ?? '', port };
  if (clusterIP === undefined || clusterIP === 'None' || clusterIP === '') return { ip: `${name}.${namespace}.svc.cluster.local`, port };
  return { ip: clusterIP, port };
}

/** A uid for a question: the same when it is put again. */
export function uidFor(revision: number, text: string): string {
  let [a, b] = [0x811c9dc5 ^ revision, 0x01000193 + revision];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x5bd1e995) + i;
  }
  const hex = [a, b, a ^ Math.imul(b, 31), b ^ Math.imul(a, 17)].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
