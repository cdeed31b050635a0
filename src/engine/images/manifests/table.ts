// The well-known manifests that the sandbox's small internet has, by their addresses.
import { dashboardManifest } from './dashboard.ts';
import { gatewayApi } from './gateway-api.ts';
import { ingressNginx, type Provider } from './ingress-nginx.ts';
import { kubernetesExamples } from './kubernetes-examples.ts';
import { metricsServer } from './metrics-server.ts';
import { nginxGateway } from './nginx-gateway.ts';
import { type SnapshotResource, volumeSnapshotDefinition } from './volume-snapshots.ts';

export interface Page {
  readonly type: 'text' | 'redirect' | 'missing';
  /** The text, or where to go. */
  readonly content: string;
}

interface Rule {
  readonly host: string;
  readonly path: RegExp;
  readonly page: (match: RegExpExecArray) => Page | undefined;
  /** As people are told what there is. */
  readonly shown?: string;
}

const INGRESS_NGINX = 'v1.13.3';
const METRICS_SERVER = 'v0.8.0';
const GATEWAY_API = 'v1.4.0';
const NGINX_GATEWAY = '1.6.2';

const text = (content: string | undefined): Page | undefined => (content === undefined ? undefined : { type: 'text', content });
const example = (path: string): Page | undefined => (Object.hasOwn(kubernetesExamples, path) ? text(kubernetesExamples[path]) : undefined);

const rules: readonly Rule[] = [
  {
    host: 'raw.githubusercontent.com',
    path: /^\/kubernetes\/ingress-nginx\/(?:refs\/(?:heads|tags)\/)?(?:main|controller-(v1\.\d+\.\d+))\/deploy\/static\/provider\/(kind|cloud|baremetal)\/deploy\.yaml$/,
    page: ([, version = INGRESS_NGINX, provider]) => text(ingressNginx(provider as Provider, version)),
    shown: 'https://raw.githubusercontent.com/kubernetes/ingress-nginx/main/deploy/static/provider/{kind,cloud,baremetal}/deploy.yaml',
  },
  {
    host: 'raw.githubusercontent.com',
    path: /^\/nginx\/nginx-gateway-fabric\/v(1\.\d+\.\d+)\/deploy\/(?:default\/)?(crds|deploy)\.yaml$/,
    page: ([, version = NGINX_GATEWAY, what]) => text(what === 'deploy' ? nginxGateway(version) : gatewayApi(GATEWAY_API)),
    shown: `https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v${NGINX_GATEWAY}/deploy/default/deploy.yaml`,
  },
  {
    host: 'raw.githubusercontent.com',
    path: /^\/kubernetes-csi\/external-snapshotter\/(?:refs\/(?:heads|tags)\/)?(?:master|v\d+\.\d+\.\d+|release-\d+\.\d+)\/client\/config\/crd\/snapshot\.storage\.k8s\.io_(volumesnapshots|volumesnapshotclasses|volumesnapshotcontents)\.yaml$/,
    page: ([, plural]) => text(volumeSnapshotDefinition(plural as SnapshotResource)),
    shown: 'https://raw.githubusercontent.com/kubernetes-csi/external-snapshotter/master/client/config/crd/snapshot.storage.k8s.io_{volumesnapshots,volumesnapshotclasses,volumesnapshotcontents}.yaml',
  },
  { host: 'raw.githubusercontent.com', path: /^\/kubernetes\/dashboard\/(v2\.\d+\.\d+)\/aio\/deploy\/recommended\.yaml$/, page: ([, version = '']) => text(dashboardManifest(version)), shown: 'https://raw.githubusercontent.com/kubernetes/dashboard/v2.7.0/aio/deploy/recommended.yaml' },
  { host: 'raw.githubusercontent.com', path: /^\/kubernetes\/website\/(?:refs\/heads\/)?main\/content\/\w\w\/examples\/(.+)$/, page: ([, path = '']) => example(path) },
  {
    host: 'github.com',
    path: /^\/kubernetes-sigs\/(?:metrics-server\/releases\/(?:latest\/download|download\/v0\.\d+\.\d+)\/(?:components|high-availability(?:-1\.21\+)?)\.yaml|gateway-api\/releases\/(?:latest\/download|download\/v\d+\.\d+\.\d+)\/(?:standard|experimental)-install\.yaml)$/,
    page: ([path]) => ({ type: 'redirect', content: `https://release-assets.githubusercontent.com${path}` }),
    shown: 'https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml',
  },
  { host: 'release-assets.githubusercontent.com', path: /^\/kubernetes-sigs\/metrics-server\/releases\/(?:latest\/download|download\/(v0\.\d+\.\d+))\//, page: ([, version = METRICS_SERVER]) => text(metricsServer(version)) },
  { host: 'release-assets.githubusercontent.com', path: /^\/kubernetes-sigs\/gateway-api\/releases\/(?:latest\/download|download\/(v\d+\.\d+\.\d+))\//, page: ([, version = GATEWAY_API]) => text(gatewayApi(version)), shown: `https://github.com/kubernetes-sigs/gateway-api/releases/download/${GATEWAY_API}/standard-install.yaml` },
  { host: 'k8s.io', path: /^\/examples\/(.+)$/, page: ([, path = '']) => (example(path) ? { type: 'redirect', content: `https://kubernetes.io/examples/${path}` } : undefined) },
  { host: 'kubernetes.io', path: /^\/(?:docs\/)?examples\/(.+)$/, page: ([, path = '']) => example(path), shown: 'https://k8s.io/examples/… (application/deployment.yaml and other examples of the documentation)' },
];

export const hostsOfManifests: readonly string[] = [...new Set(rules.map(({ host }) => host))];

/** What lies at an address of one of these hosts. */
export function pageAt(host: string, path: string): Page {
  for (const rule of rules) {
    const match = rule.host === host ? rule.path.exec(path) : null;
    const page = match && rule.page(match);
    if (page) return page;
  }
  return { type: 'missing', content: `404: Not Found\nThere is no internet in Kubarium; it has these pages only:\n${rules.flatMap(({ shown }) => (shown === undefined ? [] : [`  ${shown}\n`])).join('')}` };
}
