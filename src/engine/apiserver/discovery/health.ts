// /healthz, /livez and /readyz with their checks, which always pass here (apiserver/pkg/server/healthz).
import { pageNotFound, textPage, type Page } from './page.ts';

const hook = (name: string): string => `poststarthook/${name}`;
const HOOKS = [
  'start-apiserver-admission-initializer', 'generic-apiserver-start-informers', 'priority-and-fairness-config-consumer', 'priority-and-fairness-filter',
  'storage-object-count-tracker-hook', 'start-apiextensions-informers', 'start-apiextensions-controllers', 'crd-informer-synced', 'start-system-namespaces-controller',
  'peer-endpoint-reconciler-controller', 'start-cluster-authentication-info-controller', 'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector', 'storage-readiness', 'start-legacy-token-tracking-controller', 'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles', 'scheduling/bootstrap-system-priority-classes', 'priority-and-fairness-config-producer', 'bootstrap-controller',
  'start-kubernetes-service-cidr-controller', 'start-kube-aggregator-informers', 'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller', 'apiservice-registration-controller', 'apiservice-wait-for-first-sync', 'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
].map(hook);
const LAST = ['autoregister-completion', hook('apiservice-openapi-controller'), hook('apiservice-openapiv3-controller')];

export const healthChecks: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', 'loopback-serving-certificate', ...HOOKS, ...LAST],
  livez: ['ping', 'log', 'etcd', 'loopback-serving-certificate', ...HOOKS, ...LAST],
  readyz: ['ping', 'log', 'informer-sync', ...HOOKS, ...LAST, 'shutdown'],
};

export function healthPage(parts: readonly string[], verbose: boolean, excluded: readonly string[]): Page | undefined {
  const [endpoint = '', ...rest] = parts;
  const checks = Object.hasOwn(healthChecks, endpoint) ? healthChecks[endpoint] : undefined;
  if (!checks) return undefined;
  if (rest.length > 0) return checks.includes(rest.join('/')) ? textPage(200, 'ok') : pageNotFound;
  if (!verbose) return textPage(200, 'ok');
  const lines = checks.map((check) => `[+]${check} ${excluded.includes(check) ? 'excluded: ok' : 'ok'}\n`);
  return textPage(200, `${lines.join('')}${endpoint} check passed\n`);
}
