// fluent-bit: the log collector that reads a node's /var/log/containers.
import { fluentBit } from '../fluent-bit/fluent-bit.ts';
import { type Releases, type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

const releases: Releases = { last: { '2.0': 14, '2.1': 10, '2.2': 3, '3.0': 7, '3.1': 10, '3.2': 10, '4.0': 10, '4.1': 1 }, names: { latest: '4.1' }, variants: ['debug'] };
const PATH = '/fluent-bit/bin/fluent-bit';
const CONFIG = '/fluent-bit/etc/fluent-bit.conf';

export const fluentBitRepository: Repository = {
  names: ['docker.io/fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit'],
  image(tag) {
    const found = versionOf(tag, releases) ?? (tag === 'latest-debug' ? versionOf('latest', releases) : undefined);
    if (!found) return undefined;
    return {
      sizeMiB: 40,
      entrypoint: [PATH],
      cmd: ['-c', CONFIG],
      exposedPorts: [2020],
      files: { [CONFIG]: '[SERVICE]\n    flush        1\n    daemon       Off\n    log_level    info\n\n[INPUT]\n    name cpu\n    tag  cpu.local\n    interval_sec 1\n\n[OUTPUT]\n    name  stdout\n    match *\n' },
      // Only what ends in -debug has a shell.
      programs: { ...(tag.endsWith('debug') ? userland('debian') : {}), [PATH]: fluentBit(found.version) },
    };
  },
};
