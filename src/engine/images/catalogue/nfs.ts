// NFS servers: they export a directory of their own to whoever mounts it (kubernetes/examples volumes/nfs).
import type { NfsOffer } from '../../machine/nfs-offer.ts';
import type { Program } from '../../machine/process.ts';
import { stopSignal } from '../daemon.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

const server = (fallback: string): Program =>
  function* (process, argv) {
    const root = process.env.get('SHARED_DIRECTORY') ?? argv.slice(1).find((word) => word.startsWith('/')) ?? fallback;
    process.files.mkdir(root, { parents: true });
    const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
    const offer: NfsOffer = { type: 'nfs', files: process.files, root };
    const listener = process.net.listen(2049, { offer });
    yield* process.stdout.write(`Serving ${root}\nStarting rpcbind\nNFS started\n`);
    const accept = process.clock.spawn((function* () {
      for (let connection = yield* listener.accept(); connection; connection = yield* listener.accept()) connection.close();
    })(), 'nfs accept');
    try {
      yield* stop.wait();
      return 0;
    } finally {
      accept.kill();
      listener.close();
    }
  };

const image = (tags: RegExp, root: string) => (tag: string) => (tags.test(tag) ? { sizeMiB: 90, entrypoint: ['/usr/local/bin/run_nfs.sh'], exposedPorts: [2049], programs: { ...userland('alpine'), '/usr/local/bin/run_nfs.sh': server(root) } } : undefined);

export const nfsServers: readonly Repository[] = [
  { names: ['registry.k8s.io/volume-nfs', 'k8s.gcr.io/volume-nfs', 'gcr.io/google_containers/volume-nfs'], image: image(/^(?:latest|0\.\d+)$/, '/exports') },
  { names: ['docker.io/itsthenetwork/nfs-server-alpine'], image: image(/^(?:latest|1?\d)$/, '/nfsshare') },
];
