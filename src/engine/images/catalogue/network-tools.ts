// Images made for looking around in the network: a shell with curl, wget, nslookup and the like.
import { become } from '../nginx/nginx.ts';
import type { Repository } from '../repository.ts';
import { type Flavour, userland } from '../userland.ts';
import type { Program } from '../../machine/process.ts';

interface Tool {
  readonly names: readonly string[];
  readonly tags: RegExp;
  readonly sizeMiB: number;
  readonly cmd: readonly string[];
  /** `toolbox` where absent. */
  readonly flavour?: Flavour;
}

const curlEntrypoint: Program = (process, argv) => {
  // As its entrypoint does: a first word that is a flag means curl.
  const [first = 'curl', ...rest] = argv.slice(1);
  return become(process, first.startsWith('-') || first.includes('://') ? ['curl', first, ...rest] : [first, ...rest]);
};

const tools: readonly Tool[] = [
  { names: ['docker.io/nicolaka/netshoot'], tags: /^(?:latest|v0\.\d+)$/, sizeMiB: 200, cmd: ['/bin/sh'] },
  { names: ['docker.io/radial/busyboxplus'], tags: /^(?:latest|curl|base|git)$/, sizeMiB: 4, cmd: ['/bin/sh'], flavour: 'alpine-curl' },
  { names: ['docker.io/praqma/network-multitool', 'docker.io/wbitt/network-multitool'], tags: /^(?:latest|minimal|extra|alpine-minimal|alpine-extra)$/, sizeMiB: 25, cmd: ['sleep', 'infinity'] },
  { names: ['docker.io/infoblox/dnstools'], tags: /^(?:latest|v\d+)$/, sizeMiB: 10, cmd: ['/bin/sh'] },
  { names: ['registry.k8s.io/e2e-test-images/jessie-dnsutils', 'gcr.io/kubernetes-e2e-test-images/dnsutils', 'registry.k8s.io/e2e-test-images/dnsutils', 'k8s.gcr.io/e2e-test-images/jessie-dnsutils', 'docker.io/tutum/dnsutils'], tags: /^(?:latest|1\.\d+)$/, sizeMiB: 110, cmd: ['sleep', 'infinity'], flavour: 'debian-dnsutils' },
  { names: ['docker.io/dwdraju/alpine-curl-jq', 'docker.io/badouralix/curl-jq', 'docker.io/tutum/curl'], tags: /^(?:latest|alpine|ubuntu|trusty)$/, sizeMiB: 10, cmd: ['/bin/sh'], flavour: 'alpine-curl-jq' },
];

export const networkTools: readonly Repository[] = [
  ...tools.map(({ names, tags, sizeMiB, cmd, flavour = 'toolbox' }) => ({ names, image: (tag: string) => (tags.test(tag) ? { sizeMiB, cmd, programs: userland(flavour) } : undefined) })),
  {
    names: ['docker.io/curlimages/curl', 'docker.io/appropriate/curl', 'quay.io/curl/curl'],
    image: (tag) => (/^(?:latest|[78]\.\d+\.\d+)$/.test(tag) ? { sizeMiB: 9, entrypoint: ['/entrypoint.sh'], cmd: ['curl'], user: '100', programs: { ...userland('alpine-curl'), '/entrypoint.sh': curlEntrypoint } } : undefined),
  },
];
