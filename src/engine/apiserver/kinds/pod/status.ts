// The cells of a Pod in a table: READY, STATUS, RESTARTS and the wide ones (pkg/printers/internalversion/printers.go: printPod).
import type { Json } from '../../../base/json.ts';
import { parseRfc3339 } from '../../../base/time.ts';
import type { ContainerStatus, Pod } from '../../../kube/types.generated.ts';
import { age } from '../../../kube/duration.ts';

interface Tally {
  reason: string;
  ready: number;
  restarts: number;
  /** When something last ended that was then restarted. */
  lastRestart: string | undefined;
}

export function podCells(pod: Pod, nowMs: number): readonly Json[] {
  const { spec, status = {}, metadata } = pod;
  const sidecars = new Set((spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const tally = summarise(pod, sidecars);
  const total = (spec.containers ?? []).length + sidecars.size;
  const restarts = tally.restarts !== 0 && tally.lastRestart !== undefined ? `${tally.restarts} (${age(tally.lastRestart, nowMs)} ago)` : String(tally.restarts);
  const gates = spec.readinessGates ?? [];
  const open = gates.filter((gate) => status.conditions?.some((c) => c.type === gate.conditionType && c.status === 'True')).length;
  return [
    metadata.name,
    `${tally.ready}/${total}`,
    tally.reason,
    restarts,
    age(metadata.creationTimestamp, nowMs),
    status.podIPs?.[0]?.ip || status.podIP || '<none>',
    spec.nodeName || '<none>',
    status.nominatedNodeName || '<none>',
    gates.length === 0 ? '<none>' : `${open}/${gates.length}`,
  ];
}

function summarise(pod: Pod, sidecars: ReadonlySet<string>): Tally {
  const { status = {}, metadata } = pod;
  const phase = status.phase ?? '';
  const tally: Tally = { reason: status.reason || phase, ready: 0, restarts: 0, lastRestart: undefined };
  if (status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) tally.reason = 'SchedulingGated';
  const side: Tally = { reason: '', ready: 0, restarts: 0, lastRestart: undefined };
  const initializing = initStep(pod, sidecars, tally, side);
  const initialized = status.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') ?? false;
  if (!initializing || initialized) {
    tally.restarts = side.restarts;
    tally.lastRestart = side.lastRestart;
    mainStep(pod, tally);
  }
  if (metadata.deletionTimestamp && status.reason === 'NodeLost') tally.reason = 'Unknown';
  else if (metadata.deletionTimestamp && phase !== 'Succeeded' && phase !== 'Failed') tally.reason = 'Terminating';
  return tally;
}

function count(tally: Tally, container: ContainerStatus): void {
  tally.restarts += container.restartCount ?? 0;
  const ended = container.lastState?.terminated?.finishedAt;
  if (ended && (tally.lastRestart === undefined || (parseRfc3339(ended) ?? 0) > (parseRfc3339(tally.lastRestart) ?? 0))) tally.lastRestart = ended;
}

/** Goes through the init containers up to the first that is not through; true when there is one. */
function initStep(pod: Pod, sidecars: ReadonlySet<string>, tally: Tally, side: Tally): boolean {
  for (const [i, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    count(tally, container);
    const restartable = sidecars.has(container.name);
    if (restartable) count(side, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated && terminated.exitCode === 0) continue;
    if (restartable && container.started) {
      if (container.ready) tally.ready++;
      continue;
    }
    if (terminated) tally.reason = `Init:${terminatedReason(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') tally.reason = `Init:${waiting.reason}`;
    else tally.reason = `Init:${i}/${pod.spec.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

function terminatedReason(terminated: { readonly reason?: string; readonly signal?: number; readonly exitCode: number }): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function mainStep(pod: Pod, tally: Tally): void {
  let running = false;
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    count(tally, container);
    const { waiting, terminated, running: runs } = container.state ?? {};
    if (waiting?.reason) tally.reason = waiting.reason;
    else if (terminated) tally.reason = terminatedReason(terminated);
    else if (container.ready && runs) {
      running = true;
      tally.ready++;
    }
  }
  if (tally.reason !== 'Completed' || !running) return;
  const ready = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
  tally.reason = ready ? 'Running' : 'NotReady';
}
