// Sees to it that a container's image is on the node, with the events and back-off of the real thing (pkg/kubelet/images/image_manager.go EnsureImageExists).
import { tolerate } from '../client/refusal.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { ContainerImage, PullRefusal } from '../machine/container.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { ContainerRecord } from './container-record.ts';
import { goDuration } from './go-duration.ts';
import { imageNameError } from './image-name.ts';
import { type Pulled, sizeBytes } from './image-store.ts';
import type { PodWorker } from './pod-worker.ts';

// A failed pull is looked at again when the runtime's next event wakes the Pod's worker.
const NOTICE_MS = 1000;
// How often a Pod that cannot go on is looked at (workerBackOffPeriod, with its jitter).
const SYNC_MS = 12_000;

/** Undefined: the record waits, for the reason in its state. */
export function* ensureImage(worker: PodWorker, record: ContainerRecord): Fiber<ContainerImage | undefined> {
  const { clock, images } = worker.context;
  const reference = record.spec.image ?? '';
  const wrong = imageNameError(reference);
  if (wrong !== undefined) return invalid(worker, record, reference, wrong);
  const present = images.get(reference);
  const policy = record.spec.imagePullPolicy ?? 'IfNotPresent';
  if (policy === 'Never' && !present) return never(worker, record, reference);
  if (present && policy !== 'Always') {
    worker.event('Normal', 'Pulled', `Container image "${reference}" already present on machine and can be accessed by the pod`, record);
    return present;
  }
  if (record.pullFailedMs !== undefined) {
    const untilMs = record.pullBackoff.untilMs(record.pullFailedMs);
    if (untilMs > clock.nowMs) return backOff(worker, record, reference, untilMs);
    record.pullBackoff.next(record.pullFailedMs, clock.nowMs);
  }
  tellMissingSecrets(worker);
  worker.event('Normal', 'Pulling', `Pulling image "${reference}"`, record);
  const result: Pulled | PullRefusal = yield* images.pull(reference);
  if (result.type === 'refused') return failed(worker, record, reference, result);
  record.pullFailedMs = undefined;
  const took = `${goDuration(result.tookMs)} (${goDuration(result.withWaitingMs)} including waiting)`;
  worker.event('Normal', 'Pulled', `Successfully pulled image "${reference}" in ${took}. Image size: ${sizeBytes(result.image)} bytes.`, record);
  return result.image;
}

/** Secrets for the registry that are not there: it is tried without them (kubelet_pods.go getPullSecretsForPod). */
function tellMissingSecrets(worker: PodWorker): void {
  const { spec, metadata } = worker.pod;
  const missing: string[] = [];
  for (const { name = '' } of spec.imagePullSecrets ?? []) {
    // An empty name means nothing, and so it is left out.
    if (name === '') continue;
    tolerate(() => {
      if (!worker.context.sources.find(kinds.secrets, metadata.namespace, name)) missing.push(name);
    });
  }
  if (missing.length > 0) worker.event('Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`);
}

function failed(worker: PodWorker, record: ContainerRecord, reference: string, { message }: PullRefusal): undefined {
  const { clock } = worker.context;
  // The kubelet shows the code of a gRPC error only where there is one to speak of.
  const code = message.endsWith('not found') ? 'rpc error: code = NotFound desc = ' : '';
  const error = `${code}failed to pull and unpack image "${canonical(reference)}": ${message}`;
  worker.event('Warning', 'Failed', `Failed to pull image "${reference}": ${error}`, record);
  worker.event('Warning', 'Failed', 'Error: ErrImagePull', record);
  if (record.pullBackoff.currentMs === 0) record.pullBackoff.next(clock.nowMs, clock.nowMs);
  record.pullFailedMs = clock.nowMs;
  record.pullFailure = error;
  record.waitFor('ErrImagePull', error);
  record.retryMs = clock.nowMs + NOTICE_MS;
  return undefined;
}

function backOff(worker: PodWorker, record: ContainerRecord, reference: string, untilMs: number): undefined {
  const message = `Back-off pulling image "${reference}"`;
  worker.event('Normal', 'BackOff', message, record);
  worker.event('Warning', 'Failed', 'Error: ImagePullBackOff', record);
  const again = worker.context.clock.nowMs + SYNC_MS;
  record.waitFor('ImagePullBackOff', `${message}: ErrImagePull: ${record.pullFailure}`);
  // Each sync says it again.
  record.retryMs = Math.min(untilMs, again);
  return undefined;
}

function invalid(worker: PodWorker, record: ContainerRecord, reference: string, wrong: string): undefined {
  const message = `Failed to apply default image tag ${JSON.stringify(reference)}: couldn't parse image name ${JSON.stringify(reference)}: ${wrong}`;
  worker.event('Warning', 'InspectFailed', message, record);
  worker.event('Warning', 'Failed', 'Error: InvalidImageName', record);
  record.waitFor('InvalidImageName', message);
  record.retryMs = worker.context.clock.nowMs + SYNC_MS;
  return undefined;
}

function never(worker: PodWorker, record: ContainerRecord, reference: string): undefined {
  const message = `Container image "${reference}" is not present with pull policy of Never`;
  worker.event('Warning', 'ErrImageNeverPull', message, record);
  worker.event('Warning', 'Failed', 'Error: ErrImageNeverPull', record);
  record.waitFor('ErrImageNeverPull', message);
  record.retryMs = worker.context.clock.nowMs + SYNC_MS;
  return undefined;
}

/** `nginx` → `docker.io/library/nginx:latest`, as containerd names it. */
function canonical(reference: string): string {
  const tagged = reference.includes('@') || reference.lastIndexOf(':') > reference.lastIndexOf('/') ? reference : `${reference}:latest`;
  const first = tagged.split('/')[0] as string;
  if (!tagged.includes('/')) return `docker.io/library/${tagged}`;
  return /[.:]|^localhost$/.test(first) ? tagged : `docker.io/${tagged}`;
}
