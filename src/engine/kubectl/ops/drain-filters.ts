// Which Pods a drain takes, leaves, or stumbles over (kubectl/pkg/drain/filters.go).
import type { JsonObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { isObject } from '../../base/json.ts';
import { listAt, objectAt, textAt } from './pods.ts';

export interface DrainOptions {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDir: boolean;
  readonly skipWaitSeconds: number;
  /** Names of DaemonSets that exist. */
  readonly daemonSets: ReadonlySet<string>;
}

export type Verdict = { readonly take: boolean; readonly warning?: string; readonly error?: string };

const DAEMON_FATAL = 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)';
const DAEMON_WARNING = 'ignoring DaemonSet-managed Pods';
const LOCAL_FATAL = 'cannot delete Pods with local storage (use --delete-emptydir-data to override)';
const LOCAL_WARNING = 'deleting Pods with local storage';
const UNMANAGED_FATAL = 'cannot delete Pods that declare no controller (use --force to override)';
const UNMANAGED_WARNING = 'deleting Pods that declare no controller';

const finished = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));

/** The filters in kubectl's order; the first that says no decides, a warning is kept. */
export function judge(pod: JsonObject, options: DrainOptions, nowMs: number): Verdict {
  let verdict: Verdict = { take: true };
  for (const filter of [skipDeleted, daemonSet, mirror, localStorage, unmanaged]) {
    const next = filter(pod, options, nowMs);
    if (!next.take || next.error) return next;
    if (next.warning) verdict = next;
  }
  return verdict;
}

function skipDeleted(pod: JsonObject, options: DrainOptions, nowMs: number): Verdict {
  const deleted = parseRfc3339(textAt(pod, 'metadata', 'deletionTimestamp'));
  return { take: !(options.skipWaitSeconds > 0 && deleted !== undefined && nowMs - deleted > options.skipWaitSeconds * 1000) };
}

function daemonSet(pod: JsonObject, options: DrainOptions): Verdict {
  const controller = controllerOf(pod);
  if (controller?.['kind'] !== 'DaemonSet' || finished(pod)) return { take: true };
  if (!options.daemonSets.has(`${textAt(pod, 'metadata', 'namespace')}/${String(controller['name'])}`) && options.force) return { take: true, warning: `daemonsets.apps ${JSON.stringify(controller['name'])} not found` };
  return options.ignoreDaemonSets ? { take: false, warning: DAEMON_WARNING } : { take: false, error: DAEMON_FATAL };
}

function mirror(pod: JsonObject): Verdict {
  return { take: !('kubernetes.io/config.mirror' in objectAt(pod, 'metadata', 'annotations')) };
}

function localStorage(pod: JsonObject, options: DrainOptions): Verdict {
  const local = listAt(pod, 'spec', 'volumes').some((v) => isObject(v['emptyDir']));
  if (!local || finished(pod)) return { take: true };
  return options.deleteEmptyDir ? { take: true, warning: LOCAL_WARNING } : { take: false, error: LOCAL_FATAL };
}

function unmanaged(pod: JsonObject, options: DrainOptions): Verdict {
  if (finished(pod) || controllerOf(pod)) return { take: true };
  return options.force ? { take: true, warning: UNMANAGED_WARNING } : { take: false, error: UNMANAGED_FATAL };
}

function controllerOf(pod: JsonObject): JsonObject | undefined {
  return listAt(pod, 'metadata', 'ownerReferences').find((o) => o['controller'] === true);
}
