// What every cluster runs in kube-system: CoreDNS and kube-proxy.
import { corednsProgram } from '../coredns/coredns.ts';
import { kubeProxy } from '../kube-proxy.ts';
import type { Repository } from '../repository.ts';

export const clusterAddons: readonly Repository[] = [
  {
    names: ['registry.k8s.io/coredns/coredns', 'docker.io/coredns/coredns'],
    image: (tag) => {
      const version = tag === 'latest' ? '1.13.1' : /^v?(1\.\d+\.\d+)$/.exec(tag)?.[1];
      return version === undefined ? undefined : { sizeMiB: 23, entrypoint: ['/coredns'], exposedPorts: [53], user: '65532', programs: { '/coredns': corednsProgram(version) } };
    },
  },
  {
    names: ['registry.k8s.io/kube-proxy'],
    image: (tag) => (/^v1\.\d+\.\d+$/.test(tag) ? { sizeMiB: 31, entrypoint: ['/go-runner'], programs: { '/usr/local/bin/kube-proxy': kubeProxy } } : undefined),
  },
];
