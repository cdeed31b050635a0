// Static Pods: manifests in the node's own folder run without anybody's asking, and show in the API as mirrors that cannot be deleted for long (pkg/kubelet/config/file.go, pkg/kubelet/pod/mirror_client.go).
import { type Json, type JsonObject, isObject } from '../base/json.ts';
import { sha256Hex } from '../base/sha256.ts';
import { rfc3339 } from '../base/time.ts';
import { TransportError } from '../client/api.ts';
import { ApiError } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { New } from '../kube/object.ts';
import type { Container, Pod, Probe } from '../kube/types.generated.ts';
import { parseYaml, YamlError } from '../kube/yaml.ts';
import { FileError, type FileSystem } from '../machine/files.ts';
import type { Timer } from '../sim/clock.ts';
import type { KubeletContext } from './context.ts';
import type { PodWorker } from './pod-worker.ts';

const FOLDER = '/etc/kubernetes/manifests';
/** A real kubelet is told of changes by the kernel; it looks by itself every 20 s. */
const NOTICE_MS = 1000;
const MIRROR = 'kubernetes.io/config.mirror';

export const isMirror = ({ metadata }: Pod): boolean => metadata.annotations?.[MIRROR] !== undefined;

interface Static {
  readonly hash: string;
  readonly body: New<Pod>;
  worker: PodWorker | undefined;
}

export interface StaticPodsDeps {
  readonly context: KubeletContext;
  /** The node's files, if it has any yet. */
  readonly files: () => FileSystem | undefined;
  /** Runs a Pod on this node; `ended` when nothing is left of it. */
  readonly run: (pod: Pod, ended: () => void) => PodWorker;
}

export class StaticPods {
  private readonly deps: StaticPodsDeps;
  /** By namespace and name of the mirror. */
  private readonly known = new Map<string, Static>();
  private timer: Timer | undefined;

  constructor(deps: StaticPodsDeps) {
    this.deps = deps;
  }

  start(): void {
    this.check();
    this.timer = this.deps.context.clock.after(NOTICE_MS, () => this.start());
  }

  stop(): void {
    this.timer?.cancel();
    this.known.clear();
  }

  /** A mirror as the API server has it now. */
  see(pod: Pod): void {
    const known = this.known.get(keyOf(pod));
    // Nobody's mirror any more, or one that somebody wants gone: it goes at once, and comes back if its manifest is there.
    if (!known || pod.metadata.deletionTimestamp !== undefined || pod.metadata.annotations?.[MIRROR] !== known.hash) return this.deleteMirror(pod);
    if (!known.worker) return;
    if (known.worker.pod.metadata.uid === pod.metadata.uid) known.worker.update(pod);
    else known.worker.mirroredBy(pod);
  }

  gone(pod: Pod): void {
    const known = this.known.get(keyOf(pod));
    if (known) this.createMirror(known.body);
  }

  private check(): void {
    const wanted = this.manifests();
    for (const [key, known] of this.known) {
      if (wanted.get(key)?.hash === known.hash) continue;
      this.known.delete(key);
      const { worker } = known;
      if (!worker) continue;
      worker.vanished();
      this.deleteMirror(worker.pod);
    }
    for (const [key, one] of wanted) {
      if (this.known.has(key)) continue;
      const known: Static = { ...one, worker: undefined };
      this.known.set(key, known);
      // It runs by its file alone: the API server, which may be such a Pod itself, need not answer.
      known.worker = this.deps.run(localPod(known, this.deps.context.clock.nowMs), () => (known.worker = undefined));
      this.createMirror(one.body);
    }
    // The API server may not have answered the first time.
    for (const known of this.known.values()) if (known.worker?.pod.metadata.uid === known.hash) this.createMirror(known.body);
  }

  private manifests(): ReadonlyMap<string, Pick<Static, 'hash' | 'body'>> {
    const found = new Map<string, Pick<Static, 'hash' | 'body'>>();
    const files = this.deps.files();
    if (!files?.exists(FOLDER)) return found;
    for (const name of [...files.list(FOLDER)].sort()) {
      // Dot files are editors' and are left alone.
      if (name.startsWith('.')) continue;
      const one = this.decode(files, `${FOLDER}/${name}`);
      if (one) found.set(keyOf(one.body), one);
    }
    return found;
  }

  private decode(files: FileSystem, path: string): Pick<Static, 'hash' | 'body'> | undefined {
    const { node, clock } = this.deps.context;
    let parsed: Json;
    let text: string;
    try {
      if (files.stat(path).type !== 'file') return undefined;
      text = files.read(path);
      parsed = parseYaml(text);
    } catch (error) {
      // A half written file: the next look sees the rest. Syntax errors go to the kubelet's log, which is not simulated.
      if (error instanceof FileError || error instanceof YamlError) return undefined;
      throw error;
    }
    if (!isObject(parsed) || parsed['kind'] !== 'Pod' || !isObject(parsed['metadata']) || !isObject(parsed['spec'])) return undefined;
    const metadata = parsed['metadata'] as JsonObject & { readonly name?: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
    const hash = sha256Hex(text).slice(0, 32);
    const spec = parsed['spec'] as JsonObject & { readonly tolerations?: readonly Json[] };
    const body = {
      metadata: {
        ...metadata,
        name: `${metadata.name ?? ''}-${node.name}`,
        namespace: metadata.namespace ?? 'default',
        annotations: { ...metadata.annotations, 'kubernetes.io/config.hash': hash, [MIRROR]: hash, 'kubernetes.io/config.seen': rfc3339(clock.nowMs), 'kubernetes.io/config.source': 'file' },
      },
      spec: { ...spec, nodeName: node.name, enableServiceLinks: spec['enableServiceLinks'] ?? true, tolerations: [...(spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }] },
    };
    return { hash, body: body as unknown as New<Pod> };
  }

  private createMirror(body: New<Pod>): void {
    const { client, node } = this.deps.context;
    this.attempt(() => {
      const { namespace = 'default', name = '' } = body.metadata as { readonly namespace?: string; readonly name?: string };
      const stale = client.find(kinds.pods, namespace, name);
      if (stale) return;
      const owner = client.find(kinds.nodes, '', node.name);
      const ownerReferences = owner ? [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid, controller: true }] : [];
      client.create(kinds.pods, { ...body, metadata: { ...body.metadata, ownerReferences } } as New<Pod>);
    });
  }

  private deleteMirror({ metadata: { namespace, name, uid } }: Pod): void {
    this.attempt(() => void this.deps.context.client.delete(kinds.pods, namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } }));
  }

  /** No answer or a refusal: the next look tries again. */
  private attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
    }
  }
}

/** The Pod as its file has it, with the defaults that the kubelet gives it by itself (pkg/kubelet/config/common.go applyDefaults). */
function localPod({ hash, body }: Static, nowMs: number): Pod {
  const { spec, metadata } = body as unknown as Pod;
  const container = <T extends Container>(each: T): T => {
    const tag = /:([^/:@]+)$/.exec(each.image ?? '')?.[1] ?? 'latest';
    const probe = (given: Probe | undefined): Probe | undefined => given && { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, ...given };
    const probes = Object.fromEntries((['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((name) => (each[name] ? [[name, probe(each[name])]] : [])));
    return { imagePullPolicy: tag === 'latest' ? 'Always' : 'IfNotPresent', terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', ...each, ...probes };
  };
  const { [MIRROR]: _, ...annotations } = metadata.annotations ?? {};
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { ...metadata, uid: hash, resourceVersion: '', creationTimestamp: rfc3339(nowMs), annotations },
    spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: 30, ...spec, containers: spec.containers.map(container), ...(spec.initContainers ? { initContainers: spec.initContainers.map(container) } : {}) },
    status: { phase: 'Pending' },
  };
}

const keyOf = ({ metadata }: { readonly metadata: { readonly namespace?: string; readonly name?: string } }): string => `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
