// A Pod's volumes: set up before its containers start, kept up to date while they run (pkg/kubelet/volumemanager, pkg/volume/util/atomic_writer.go).
import { isRefusal } from '../client/refusal.ts';
import { equal } from '../base/json.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { attachmentName, DISK_DRIVER } from '../kube/volume-attachment-name.ts';
import type { Container, HostPathVolumeSource, PersistentVolume, Pod, Volume } from '../kube/types.generated.ts';
import { FileError, type FileSystem, type Mount, resolvePath } from '../machine/files.ts';
import { emptyFiles, MemoryFiles } from '../machine/memory-files.ts';
import { toBytes } from '../kube/quantity.ts';
import type { Timer } from '../sim/clock.ts';
import { type Fiber, firstOf, timeout } from '../sim/fiber.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletContext } from './context.ts';
import { ConfigError, expand } from './environment.ts';
import { emptyVolume, giveToGroup } from './fs-group.ts';
import { LazyFiles } from './lazy-files.ts';
import { mountNfs, type Nfs } from './nfs.ts';
import type { PodWorker } from './pod-worker.ts';
import { type Content, contentOf, stateDirectory, VolumeError } from './volume-content.ts';

interface Mounted {
  readonly name: string;
  readonly files: FileSystem;
  /** Where in the files the volume is. */
  readonly root: string;
  readonly readOnly: boolean;
  content: Content | undefined;
  directory: string;
}

type Source = Omit<Mounted, 'name'>;

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 122_000;
const SYNC_MS = 60_000;
const GIVE_UP_MS = 123_000;

export class PodVolumes {
  /** A handful at most: a list is smaller than a map. */
  private mounted: readonly Mounted[] = [];
  private timer: Timer | undefined;
  private serial = 0;
  private readonly context: KubeletContext;

  constructor(context: KubeletContext) {
    this.context = context;
  }

  /** Ends when all volumes are there; until then it tries again and says so in events. */
  *mount(worker: PodWorker): Fiber<void> {
    const volumes = worker.pod.spec.volumes ?? [];
    if (volumes.length === 0) return;
    const { clock } = this.context;
    let saidMs = clock.nowMs;
    for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(delayMs * 2, LAST_RETRY_MS)) {
      let failed = false;
      for (const volume of volumes) {
        if (this.find(volume.name)) continue;
        try {
          const remote = this.remoteOf(volume, worker.pod);
          const mounted = { name: volume.name, ...(remote ? yield* mountNfs(this.context.nodeNet, remote) : this.setUp(volume, worker.pod)) };
          this.mounted = this.mounted.length === 0 ? [mounted] : this.mounted.concat([mounted]);
        } catch (error) {
          if (!(error instanceof VolumeError) && !isRefusal(error)) throw error;
          failed = true;
          const step = error instanceof VolumeError ? error.step : 'MountVolume.SetUp failed';
          if (step !== '') worker.event('Warning', 'FailedMount', `${step} for volume "${volume.name}" : ${error.message}`);
        }
      }
      if (!failed) break;
      yield* firstOf(timeout(delayMs));
      if (clock.nowMs - saidMs >= GIVE_UP_MS) {
        saidMs = clock.nowMs;
        const missing = volumes.filter(({ name }) => !this.find(name)).map(({ name }) => name);
        worker.event('Warning', 'FailedMount', `Unable to attach or mount volumes: unmounted volumes=[${missing.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`);
      }
    }
    if (volumes.some(isRefreshed)) this.keepFresh(worker);
  }

  /** The mounts of one container. Throws ConfigError. */
  mountsFor(record: ContainerRecord, env: ReadonlyMap<string, string>, pod: Pod): readonly Mount[] {
    return ((record.spec as Container).volumeMounts ?? []).map(({ name, mountPath, readOnly, subPath, subPathExpr }) => {
      const mounted = this.find(name);
      if (!mounted) throw new ConfigError(`cannot find volume "${name}" to mount into container "${record.name}"`);
      const inner = subPathExpr === undefined ? subPath : expand(subPathExpr, env);
      const path = resolvePath('/', mountPath);
      if (!inner) return { path, source: mounted.files, sourcePath: mounted.root, readOnly: readOnly === true || mounted.readOnly };
      return { path, readOnly: readOnly === true || mounted.readOnly, ...this.within(mounted, inner, record, pod) };
    });
  }

  private find(name: string): Mounted | undefined {
    return this.mounted.find((mounted) => mounted.name === name);
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** A subPath is bound to the file as it is now: later updates of the volume do not reach it. */
  private within(mounted: Mounted, subPath: string, record: ContainerRecord, pod: Pod): Pick<Mount, 'source' | 'sourcePath'> {
    const { files, root } = mounted;
    const path = resolvePath(root, subPath);
    const file = mounted.content?.get(subPath);
    if (file) {
      const source = emptyFiles(() => this.context.clock.nowMs);
      source.write('/file', file.text, { mode: file.mode });
      giveToGroup(source, pod.spec.securityContext?.fsGroup, true);
      return { source, sourcePath: '/file' };
    }
    try {
      // What is missing on the way is made with the permissions of the volume's own directory.
      const mode = files.exists(path) ? 0 : files.stat(root).mode & 0o7777;
      for (let at = path.indexOf('/', root === '/' ? 1 : root.length + 1); !files.exists(path); at = path.indexOf('/', at + 1)) {
        const step = at < 0 ? path : path.slice(0, at);
        if (!files.exists(step)) files.mkdir(step, { mode });
      }
    } catch (error) {
      if (error instanceof FileError) throw new ConfigError(`failed to prepare subPath for volumeMount "${subPath}" of container "${record.name}"`);
      throw error;
    }
    return { source: files, sourcePath: path };
  }

  private setUp(volume: Volume, pod: Pod): Source {
    const { clock } = this.context;
    if (isAccountVolume(volume)) return this.accountFiles(volume, pod);
    const content = contentOf(volume, pod, this.context);
    if (content) {
      const files = emptyVolume(() => clock.nowMs);
      const directory = this.put(files, content, '', pod);
      return { files, root: '/', readOnly: true, content, directory };
    }
    const plain = (files: FileSystem, root = '/', readOnly = false): Source => ({ files, root, readOnly, content: undefined, directory: '' });
    if (volume.emptyDir) {
      const { medium, sizeLimit } = volume.emptyDir;
      // Memory cannot take more than its limit; a disk can, until the kubelet notices.
      const files = emptyVolume(() => clock.nowMs, medium === 'Memory' && sizeLimit !== undefined ? { quotaBytes: toBytes(sizeLimit) } : {});
      giveToGroup(files, pod.spec.securityContext?.fsGroup, false);
      return plain(files);
    }
    if (volume.hostPath) return plain(this.context.hostFiles(), this.hostPath(volume.hostPath.path, volume.hostPath.type ?? ''));
    const claim = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);
    if (claim !== undefined) return this.claimed(claim, pod, volume.persistentVolumeClaim?.readOnly ?? false);
    if (volume.gitRepo) throw new VolumeError('git-repo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the feature-gate `GitRepoVolumeDriver`');
    throw new VolumeError('this kind of volume is not simulated in Kubarium');
  }

  /** The projected token and what comes with it: that it can be had is checked now, it is fetched when it is read. */
  private accountFiles(volume: Volume, pod: Pod): Source {
    const { sources, clock } = this.context;
    const { namespace } = pod.metadata;
    for (const { configMap } of volume.projected?.sources ?? []) {
      if (configMap && !configMap.optional && !sources.find(kinds.configmaps, namespace, configMap.name ?? '')) throw new VolumeError(`configmap "${configMap.name ?? ''}" not found`);
    }
    const account = pod.spec.serviceAccountName ?? 'default';
    if (!sources.find(kinds.serviceaccounts, namespace, account)) throw new VolumeError(`failed to fetch token: serviceaccounts "${account}" not found`);
    const files = new LazyFiles(() => {
      const made = emptyVolume(() => clock.nowMs);
      try {
        this.put(made, contentOf(volume, pod, this.context) ?? new Map(), '', pod);
      } catch (error) {
        // The token cannot be had now; who reads it sees a failing disk, and may try again.
        if (error instanceof VolumeError || isRefusal(error)) throw new FileError('EIO', '/');
        throw error;
      }
      return made;
    });
    return { files, root: '/', readOnly: true, content: undefined, directory: '' };
  }

  private claimed(name: string, pod: Pod, readOnly: boolean): Source {
    const { client } = this.context;
    const { namespace } = pod.metadata;
    const claim = client.find(kinds.persistentvolumeclaims, namespace, name);
    if (!claim) throw new VolumeError(`error processing PVC ${namespace}/${name}: failed to fetch PVC from API server: persistentvolumeclaims "${name}" not found`);
    const bound = claim.spec.volumeName;
    if (!bound || claim.status.phase !== 'Bound') throw new VolumeError(`error processing PVC ${namespace}/${name}: PVC is not bound`);
    const volume = client.find(kinds.persistentvolumes, '', bound);
    const source = volume?.spec;
    // What lies on the node's disk stays on that node; anything else can be reached from all.
    if (source?.hostPath) return { files: this.context.hostFiles(), root: this.provisioned(volume, source.hostPath), readOnly, content: undefined, directory: '' };
    if (source?.local) {
      if (!this.context.hostFiles().exists(source.local.path)) throw new VolumeError(`path ${JSON.stringify(source.local.path)} does not exist`, 'MountVolume.NewMounter initialization failed');
      return { files: this.context.hostFiles(), root: source.local.path, readOnly, content: undefined, directory: '' };
    }
    // A disk of the cloud must be at this node; until it is, nothing is said but that it takes long.
    if (source?.csi?.driver === DISK_DRIVER && !client.find(kinds.volumeattachments, '', attachmentName(source.csi.volumeHandle, this.context.node.name))?.status?.attached) throw new VolumeError('the volume is not attached yet', '');
    const files = this.context.persistentFiles(bound);
    giveToGroup(files, pod.spec.securityContext?.fsGroup, readOnly);
    return { files, root: '/', readOnly, content: undefined, directory: '' };
  }

  /** The NFS export that a volume is, itself or through its claim. */
  private remoteOf(volume: Volume, pod: Pod): Nfs | undefined {
    if (volume.nfs) return volume.nfs;
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim === undefined) return undefined;
    const { client } = this.context;
    const bound = client.find(kinds.persistentvolumeclaims, pod.metadata.namespace, claim);
    return bound?.status?.phase === 'Bound' && bound.spec.volumeName ? client.find(kinds.persistentvolumes, '', bound.spec.volumeName)?.spec.nfs : undefined;
  }

  /** What is said of the emptyDir that has grown beyond its limit. */
  overfull(pod: Pod): string | undefined {
    for (const { name, emptyDir } of pod.spec.volumes ?? []) {
      const files = emptyDir?.sizeLimit === undefined ? undefined : this.find(name)?.files;
      if (files instanceof MemoryFiles && files.usedBytes > toBytes(emptyDir?.sizeLimit)) return `Usage of EmptyDir volume ${JSON.stringify(name)} exceeds the limit ${JSON.stringify(emptyDir?.sizeLimit)}. `;
    }
    return undefined;
  }

  /** The folder of a local-path volume, which its provisioner makes for everybody. */
  private provisioned(volume: PersistentVolume | undefined, { path, type = '' }: HostPathVolumeSource): string {
    const files = this.context.hostFiles();
    const there = files.exists(path);
    const root = this.hostPath(path, type);
    if (!there && volume?.metadata.annotations?.['pv.kubernetes.io/provisioned-by'] === 'rancher.io/local-path') files.chmod(root, 0o777);
    return root;
  }

  private hostPath(path: string, type: string): string {
    const files = this.context.hostFiles();
    const kind = files.exists(path) ? files.stat(path).type : undefined;
    if (kind === undefined && (type === '' || type === 'DirectoryOrCreate')) files.mkdir(path, { parents: true });
    else if (kind === undefined && type === 'FileOrCreate') {
      if (!files.exists(path.slice(0, path.lastIndexOf('/')) || '/')) throw new VolumeError(`open ${path}: no such file or directory`);
      files.write(path, '');
    }
    else if (type.startsWith('Directory') && kind !== 'directory') throw new VolumeError(`hostPath type check failed: ${path} is not a directory`);
    else if (type.startsWith('File') && kind !== 'file') throw new VolumeError(`hostPath type check failed: ${path} is not a file`);
    else if (type === 'CharDevice' || type === 'BlockDevice') throw new VolumeError(`hostPath type check failed: ${path} is not a ${type === 'CharDevice' ? 'character' : 'block'} device`);
    else if (type === 'Socket') throw new VolumeError(`hostPath type check failed: ${path} is not a socket file`);
    return path;
  }

  /** The files lie in a directory of their own; `..data` leads to it, so that all change at once. */
  private put(files: FileSystem, content: Content, old: string, pod: Pod): string {
    const directory = stateDirectory(this.context.clock.nowMs, this.serial++);
    files.mkdir(`/${directory}`);
    for (const [path, { text, mode, owner }] of content) {
      const target = `/${directory}/${path}`;
      if (path.includes('/')) files.mkdir(target.slice(0, target.lastIndexOf('/')), { parents: true });
      files.write(target, text, { mode });
      if (owner !== undefined && files instanceof MemoryFiles) {
        files.chgrp(target, 'root');
        files.chown(target, owner);
      }
    }
    if (old !== '') files.remove('/..data');
    files.link(directory, '/..data');
    const tops = new Set([...content.keys()].map((path) => path.split('/')[0] as string));
    const there = new Set(old === '' ? [] : files.list('/'));
    for (const name of there) if (!name.startsWith('..') && !tops.has(name)) files.remove(`/${name}`);
    for (const name of tops) if (!there.has(name)) files.link(`..data/${name}`, `/${name}`);
    if (old !== '') files.remove(`/${old}`, { recursive: true });
    giveToGroup(files, pod.spec.securityContext?.fsGroup, true);
    return directory;
  }

  /** The sync period of a real kubelet: what changed in a ConfigMap or Secret arrives within a minute or so. */
  private keepFresh(worker: PodWorker): void {
    const { clock, random } = this.context;
    this.timer = clock.after(SYNC_MS + random.int(SYNC_MS / 2), () => {
      for (const volume of worker.pod.spec.volumes ?? []) if (isRefreshed(volume)) this.refresh(volume, worker.pod);
      this.keepFresh(worker);
    });
  }

  private refresh(volume: Volume, pod: Pod): void {
    const mounted = this.find(volume.name);
    if (!mounted) return;
    try {
      const content = contentOf(volume, pod, this.context);
      if (!content || (mounted.content && equal([...mounted.content], [...content]))) return;
      mounted.directory = this.put(mounted.files, content, mounted.directory, pod);
      mounted.content = content;
    } catch (error) {
      // What was there stays until the source is back.
      if (!(error instanceof VolumeError) && !isRefusal(error)) throw error;
    }
  }
}

/** Tokens and the cluster's certificate are left out: renewing them would keep every Pod's timer alive for nothing that can be seen. */
function isRefreshed({ configMap, secret, downwardAPI, projected }: Volume): boolean {
  if (configMap || secret || downwardAPI) return true;
  return projected !== undefined && !isAccountVolume({ name: '', projected });
}

function isAccountVolume({ projected }: Volume): boolean {
  return (projected?.sources ?? []).some(({ serviceAccountToken }) => serviceAccountToken);
}
