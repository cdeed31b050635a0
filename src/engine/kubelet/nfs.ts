// NFS volumes: the node connects to the server, and what that exports is mounted (pkg/volume/nfs).
import { isDirectory, nfsOffer } from '../machine/nfs-offer.ts';
import type { FileSystem } from '../machine/files.ts';
import { resolvePath } from '../machine/files.ts';
import { NetError, type NetStack } from '../machine/net.ts';
import type { Fiber } from '../sim/fiber.ts';
import { VolumeError } from './volume-content.ts';

export interface Nfs {
  readonly server: string;
  readonly path: string;
  readonly readOnly?: boolean;
}

const PORT = 2049;

/** The server's files. Throws VolumeError in the words of mount.nfs. */
export function* mountNfs(net: NetStack | undefined, { server, path, readOnly }: Nfs): Fiber<{ readonly files: FileSystem; readonly root: string; readonly readOnly: boolean; readonly content: undefined; readonly directory: '' }> {
  const failed = (why: string): VolumeError => new VolumeError(`mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs ${server}:${path} \nOutput: mount.nfs: ${why}\n`);
  if (!net) throw failed('No such device');
  try {
    const connection = yield* net.connect(server, PORT, { timeoutMs: 10_000 });
    connection.close();
    const offer = nfsOffer(connection.offer);
    if (!offer) throw failed('Protocol not supported');
    const root = resolvePath(offer.root, `.${path}`);
    if (!isDirectory(offer.files, root)) throw failed(`mounting ${server}:${path} failed, reason given by server: No such file or directory`);
    return { files: offer.files, root, readOnly: readOnly === true, content: undefined, directory: '' };
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw failed(error.errno === 'ECONNREFUSED' ? 'Connection refused' : error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN' ? `Failed to resolve server ${server}: Name or service not known` : 'Connection timed out');
  }
}
