// What the API server asks of a kubelet: logs, exec, attach, port-forward (pkg/kubelet/server, kubelet_pods.go).
import type { Json } from '../base/json.ts';
import type { ApiStream, ExecSession, PortForwardSession } from '../client/api.ts';
import type { ExecOptions, KubeletApi, LogOptions } from '../client/kubelet-api.ts';
import { ApiError, badRequest } from '../kube/api-error.ts';
import type { Child } from '../machine/process.ts';
import { NetError } from '../machine/net.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';
import type { ContainerRecord } from './container-record.ts';
import type { KubeletContext } from './context.ts';
import { childSession } from './exec-session.ts';
import { kubeletPage, type KubeletPage } from './kubelet-port.ts';
import { logStream } from './log-stream.ts';
import type { PodWorker } from './pod-worker.ts';
import type { NodeUsage } from './stats.ts';

export class KubeletServer implements KubeletApi {
  private readonly context: KubeletContext;
  private readonly find: (namespace: string, name: string) => PodWorker | undefined;
  private readonly usage: NodeUsage;

  constructor(context: KubeletContext, usage: NodeUsage, find: (namespace: string, name: string) => PodWorker | undefined) {
    this.context = context;
    this.usage = usage;
    this.find = find;
  }

  page(path: string): KubeletPage {
    return kubeletPage(this.usage, path);
  }

  logs(namespace: string, pod: string, container: string, options: LogOptions): ApiStream<string> {
    const { record, worker } = this.container(namespace, pod, container);
    const { state } = record;
    const log = options.previous ? record.previousLog : (record.log ?? record.previousLog);
    if (this.context.hollow) throw badRequest('the logs of hollow Pods are not simulated in Kubarium');
    if (!log) {
      if (options.previous) throw badRequest(`previous terminated container "${container}" in pod "${pod}" not found`);
      const reason = state.waiting?.reason;
      if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') throw badRequest(`container "${container}" in pod "${pod}" is waiting to start: ${reason === 'ErrImagePull' ? 'image can\'t be pulled' : 'trying and failing to pull image'}`);
      throw badRequest(`container "${container}" in pod "${pod}" is waiting to start: ${reason ?? 'ContainerCreating'}`);
    }
    const follows = options.follow && !options.previous;
    return logStream(this.context.clock, log, options, () => follows && worker.records.includes(record) && record.log === log && !log.closed);
  }

  exec(namespace: string, pod: string, container: string, options: ExecOptions): ExecSession {
    const { running } = this.runningContainer(namespace, pod, container);
    return childSession(this.context, options, (io) => {
      const child = running.exec(options.command, io);
      if (typeof child !== 'string') return child;
      const full = `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${this.context.random.hex(64)}": OCI runtime exec failed: exec failed: unable to start container process: ${child}`;
      return full;
    });
  }

  attach(namespace: string, pod: string, container: string, options: ExecOptions): ExecSession {
    const { running } = this.runningContainer(namespace, pod, container);
    const session = childSession(this.context, options, (io): Child => {
      const child = running.attach(io);
      // It has ended, and the kubelet has not seen it yet: the runtime has nothing to attach to.
      if (child.status) throw notFound(container);
      return child;
    });
    // The runtime's attach ends when the streams do, and knows of no exit code.
    return {
      ...session,
      *wait(): Fiber<Json> {
        yield* session.wait();
        return { metadata: {}, status: 'Success' };
      },
    };
  }

  portForward(namespace: string, pod: string): PortForwardSession {
    const worker = this.worker(namespace, pod);
    const { sandbox } = worker;
    const connections = new Set<{ close(): void }>();
    return {
      *connect(port: number): Fiber<Connected> {
        if (!sandbox) return `unable to do port forwarding: sandbox is not running`;
        try {
          const connection = yield* sandbox.net.connect('127.0.0.1', port);
          connections.add(connection);
          return { reader: connection.reader, writer: connection.writer };
        } catch (error) {
          if (!(error instanceof NetError)) throw error;
          const id = worker.pod.metadata.uid.replaceAll('-', '');
          return `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace "/var/run/netns/cni-${worker.pod.metadata.uid}": failed to connect to localhost:${port} inside namespace "${id}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `;
        }
      },
      close: () => {
        for (const connection of connections) connection.close();
      },
    };
  }

  private worker(namespace: string, pod: string): PodWorker {
    const worker = this.find(namespace, pod);
    if (!worker) throw new ApiError(404, 'NotFound', `pods "${pod}" not found`);
    return worker;
  }

  private container(namespace: string, pod: string, container: string): { readonly worker: PodWorker; readonly record: ContainerRecord } {
    const worker = this.worker(namespace, pod);
    const record = worker.records.find(({ name }) => name === container);
    if (!record) throw badRequest(`container ${container} is not valid for pod ${pod}`);
    return { worker, record };
  }

  private runningContainer(namespace: string, pod: string, container: string) {
    const found = this.container(namespace, pod, container);
    const { running } = found.record;
    if (this.context.hollow) throw badRequest('exec and attach on hollow Pods are not simulated in Kubarium');
    if (!running) throw notFound(container);
    return { ...found, running };
  }
}

const notFound = (container: string): ApiError => new ApiError(500, 'InternalError', `Internal error occurred: unable to upgrade connection: container not found ("${container}")`);

type Connected = string | { readonly reader: Reader; readonly writer: Writer };
