// What programs in Pods do to become clients of the API: environment, token, a connection over the Pod's own network, and then caches (client-go/rest/config.go InClusterConfig).
import type { Caches } from '../client/cache.ts';
import { createCaches } from '../client/caches.ts';
import { apiOffer } from '../client/in-cluster.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Trace } from '../client/trace.ts';
import { NetError } from '../machine/net.ts';
import type { Process } from '../machine/process.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
const RETRY_MS = 300;
const DIAL_TIMEOUT_MS = 300;

export interface InCluster {
  readonly client: KubeClient;
  readonly trace: Trace;
  /** One's own; to be stopped by `close`. */
  readonly caches: Caches;
  close(): void;
}

export interface ClientOptions {
  /** Where the environment does not say (kube-proxy reads it from its configuration). */
  readonly server?: { readonly host: string; readonly port: number };
  readonly userAgent: string;
  /** Told of each attempt that failed, in Go's words. */
  readonly failed?: (message: string) => void;
}

/** The namespace of the Pod's service account. */
export function ownNamespace(process: Process): string {
  return process.files.exists(`${FOLDER}/namespace`) ? process.files.read(`${FOLDER}/namespace`) : 'default';
}

/** Tries until the API server answers. A string is the reason why there is no sense in trying. */
export function* inCluster(process: Process, options: ClientOptions): Fiber<InCluster | string> {
  const host = options.server?.host ?? process.env.get('KUBERNETES_SERVICE_HOST');
  const port = options.server?.port ?? Number(process.env.get('KUBERNETES_SERVICE_PORT') ?? 0);
  const tokenFile = `${FOLDER}/token`;
  if (!host || !port) return 'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined';
  if (!process.files.exists(tokenFile)) return `open ${tokenFile}: no such file or directory`;
  for (;;) {
    try {
      const connection = yield* process.net.connect(host, port, { timeoutMs: DIAL_TIMEOUT_MS });
      const opened = apiOffer(connection.offer)?.open(process.net.ip, { 'user-agent': options.userAgent, authorization: `Bearer ${process.files.read(tokenFile)}` });
      const offer = apiOffer(connection.offer);
      if (opened && offer) return clientOf(process, connection, offer, opened);
      connection.close();
      options.failed?.(offer ? 'Unauthorized' : 'the server is not an API server');
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      options.failed?.(`dial tcp ${host}:${port}: ${error.errno === 'ECONNREFUSED' ? 'connect: connection refused' : 'i/o timeout'}`);
    }
    yield* sleep(RETRY_MS);
  }
}

function clientOf(process: Process, connection: { close(): void }, offer: NonNullable<ReturnType<typeof apiOffer>>, { api, caller }: NonNullable<ReturnType<NonNullable<ReturnType<typeof apiOffer>>['open']>>): InCluster {
  const client = new KubeClient(api, { ...caller, actor: caller.userAgent });
  const { random } = process;
  const caches = createCaches({ clock: process.clock, client, trace: offer.trace, delayMs: () => offer.watchMs() * (1 + random.next()) });
  return {
    client,
    trace: offer.trace,
    caches,
    close: () => {
      caches.stop();
      connection.close();
    },
  };
}

/** Waits until all caches made so far have their first list. */
export function* synced(caches: Caches): Fiber<void> {
  yield {
    arm: ({ wake }) => {
      caches.whenSynced(() => wake());
      return undefined;
    },
  };
}
