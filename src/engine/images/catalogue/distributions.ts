// Distributions: a shell and the core commands; without a terminal or a command the shell ends at once, as the real ones do.
import type { Flavour } from '../userland.ts';
import { userland } from '../userland.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';

interface Distribution {
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly flavour: Flavour;
  readonly sizeMiB: number;
  readonly cmd: string;
  readonly releases: Releases;
}

const distributions: readonly Distribution[] = [
  {
    name: 'busybox', id: 'busybox', title: 'BusyBox', flavour: 'busybox', sizeMiB: 2.1, cmd: 'sh',
    releases: { last: { '1.24': 2, '1.25': 1, '1.26': 2, '1.27': 2, '1.28': 4, '1.29': 3, '1.30': 1, '1.31': 1, '1.32': 1, '1.33': 1, '1.34': 1, '1.35': 0, '1.36': 1, '1.37': 0 }, names: { latest: '1.37', stable: '1.37', unstable: '1.37' }, variants: ['glibc', 'musl', 'uclibc'] },
  },
  {
    name: 'alpine', id: 'alpine', title: 'Alpine Linux', flavour: 'alpine', sizeMiB: 3.6, cmd: '/bin/sh',
    releases: { last: { '3.10': 9, '3.11': 13, '3.12': 12, '3.13': 12, '3.14': 10, '3.15': 11, '3.16': 9, '3.17': 10, '3.18': 12, '3.19': 9, '3.20': 8, '3.21': 5, '3.22': 2 }, names: { latest: '3.22', edge: '3.22' } },
  },
  {
    name: 'ubuntu', id: 'ubuntu', title: 'Ubuntu', flavour: 'debian', sizeMiB: 28, cmd: '/bin/bash',
    releases: { last: { '14.04': undefined, '16.04': undefined, '18.04': undefined, '20.04': undefined, '22.04': undefined, '24.04': undefined, '25.04': undefined, '25.10': undefined }, names: { latest: '24.04', noble: '24.04', jammy: '22.04', focal: '20.04', bionic: '18.04', xenial: '16.04', trusty: '14.04', rolling: '25.10', devel: '25.10' } },
  },
  {
    name: 'debian', id: 'debian', title: 'Debian GNU/Linux', flavour: 'debian', sizeMiB: 47, cmd: 'bash',
    releases: { last: { '9': undefined, '10': undefined, '11': undefined, '12': undefined, '13': undefined }, names: { latest: '13', stable: '13', trixie: '13', bookworm: '12', bullseye: '11', buster: '10', stretch: '9' }, variants: ['slim'] },
  },
  { name: 'fedora', id: 'fedora', title: 'Fedora Linux', flavour: 'debian', sizeMiB: 60, cmd: '/bin/bash', releases: { last: { '40': undefined, '41': undefined, '42': undefined, '43': undefined }, names: { latest: '42', rawhide: '43' } } },
  { name: 'centos', id: 'centos', title: 'CentOS Linux', flavour: 'debian', sizeMiB: 73, cmd: '/bin/bash', releases: { last: { '6': undefined, '7': undefined, '8': undefined }, names: { latest: '8', centos7: '7', centos8: '8' } } },
  { name: 'rockylinux', id: 'rocky', title: 'Rocky Linux', flavour: 'debian', sizeMiB: 68, cmd: '/bin/bash', releases: { last: { '8': undefined, '9': undefined }, names: { latest: '9' }, variants: ['minimal'] } },
  { name: 'amazonlinux', id: 'amzn', title: 'Amazon Linux', flavour: 'debian', sizeMiB: 55, cmd: '/bin/bash', releases: { last: { '2': undefined, '2023': undefined }, names: { latest: '2023' } } },
  { name: 'bash', id: 'alpine', title: 'Alpine Linux', flavour: 'debian', sizeMiB: 6, cmd: 'bash', releases: { last: { '4.4': 23, '5.0': 18, '5.1': 16, '5.2': 37, '5.3': 0 }, names: { latest: '5.3' } } },
];

export const distributionRepositories: readonly Repository[] = distributions.map(({ name, id, title, flavour, sizeMiB, cmd, releases }) => ({
  names: [`docker.io/library/${name}`, `public.ecr.aws/docker/library/${name}`, `mirror.gcr.io/library/${name}`, ...(name === 'busybox' ? ['registry.k8s.io/e2e-test-images/busybox', 'gcr.io/google-containers/busybox', 'registry.k8s.io/busybox', 'k8s.gcr.io/busybox', 'quay.io/prometheus/busybox', 'gcr.io/google_containers/busybox'] : [])],
  image(tag) {
    const found = versionOf(tag, releases);
    if (!found) return undefined;
    return {
      sizeMiB,
      cmd: [cmd],
      files: { '/etc/os-release': `NAME="${title}"\nID=${id}\nVERSION_ID="${found.version}"\nPRETTY_NAME="${title} ${found.version}"\n`, ...(id === 'alpine' ? { '/etc/alpine-release': `${found.version}\n` } : id === 'debian' ? { '/etc/debian_version': `${found.version}\n` } : {}) },
      programs: userland(name === 'busybox' && Number(found.version.split('.')[1]) <= 28 ? 'old-busybox' : flavour),
    };
  },
}));
