// What the inspector says of an object beyond its summary: the few fields of its kind that a person asks for first, taken from the whole object.
import { isObject, type Json, type JsonObject } from '../../engine/base/json.ts';
import type { SummaryKind } from '../../bridge/summary.ts';
import type { Rooms } from '../i18n/rooms-ko.ts';

export type FactId = keyof Rooms['facts'];
type Row = readonly [FactId, string];

/** The value at `spec.strategy.type`, as a text; '' where there is none. */
function at(whole: JsonObject, path: string): string {
  let here: Json | undefined = whole;
  for (const part of path.split('.')) here = isObject(here) ? here[part] : undefined;
  return textOf(here);
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (isObject(value)) {
    if (isObject(value['matchLabels']) || Array.isArray(value['matchExpressions'])) return selectorOf(value);
    return Object.entries(value).map(([key, one]) => `${key}=${textOf(one)}`).join(', ');
  }
  return String(value);
}

function selectorOf({ matchLabels, matchExpressions }: JsonObject): string {
  const labels = isObject(matchLabels) ? Object.entries(matchLabels).map(([key, value]) => `${key}=${textOf(value)}`) : [];
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.flatMap((one) => (isObject(one) ? [`${textOf(one['key'])} ${textOf(one['operator'])} ${textOf(one['values'])}`.trim()] : [])) : [];
  return [...labels, ...expressions].join(', ');
}

/** `nginx.conf (1.2 KB)`: what stands in a ConfigMap or Secret, never what a Secret says. */
function entries(whole: JsonObject, field: string, encoded: boolean): readonly string[] {
  const data = whole[field];
  if (!isObject(data)) return [];
  return Object.entries(data).map(([key, value]) => {
    const bytes = encoded ? Math.floor((textOf(value).replace(/=+$/, '').length * 3) / 4) : textOf(value).length;
    return `${key} (${bytes} B)`;
  });
}

function roles(whole: JsonObject): string {
  const labels = isObject(whole['metadata']) && isObject(whole['metadata']['labels']) ? Object.keys(whole['metadata']['labels']) : [];
  return labels.flatMap((label) => (label.startsWith('node-role.kubernetes.io/') ? [label.slice('node-role.kubernetes.io/'.length)] : [])).join(', ');
}

const of = (whole: JsonObject, rows: readonly (readonly [FactId, string])[]): readonly Row[] => rows.map(([id, path]) => [id, at(whole, path)]);

const claimed = (whole: JsonObject): string => [at(whole, 'spec.claimRef.namespace'), at(whole, 'spec.claimRef.name')].filter((part) => part !== '').join('/');

const byKind: Partial<Record<SummaryKind, (whole: JsonObject) => readonly Row[]>> = {
  pods: (whole) => of(whole, [['qos', 'status.qosClass'], ['account', 'spec.serviceAccountName'], ['restartPolicy', 'spec.restartPolicy'], ['message', 'status.message']]),
  nodes: (whole) => [['roles', roles(whole)], ...of(whole, [['version', 'status.nodeInfo.kubeletVersion'], ['system', 'status.nodeInfo.osImage'], ['runtime', 'status.nodeInfo.containerRuntimeVersion'], ['podRange', 'spec.podCIDR']])],
  deployments: (whole) => of(whole, [['selector', 'spec.selector'], ['strategy', 'spec.strategy.type'], ['surge', 'spec.strategy.rollingUpdate.maxSurge'], ['unavailable', 'spec.strategy.rollingUpdate.maxUnavailable']]),
  replicasets: (whole) => of(whole, [['selector', 'spec.selector']]),
  replicationcontrollers: (whole) => of(whole, [['selector', 'spec.selector']]),
  statefulsets: (whole) => of(whole, [['selector', 'spec.selector'], ['service', 'spec.serviceName'], ['strategy', 'spec.updateStrategy.type'], ['order', 'spec.podManagementPolicy']]),
  daemonsets: (whole) => of(whole, [['selector', 'spec.selector'], ['strategy', 'spec.updateStrategy.type'], ['nodeSelector', 'spec.template.spec.nodeSelector']]),
  jobs: (whole) => of(whole, [['completions', 'spec.completions'], ['parallelism', 'spec.parallelism'], ['backoffLimit', 'spec.backoffLimit'], ['started', 'status.startTime'], ['finished', 'status.completionTime']]),
  cronjobs: (whole) => of(whole, [['schedule', 'spec.schedule'], ['timeZone', 'spec.timeZone'], ['suspended', 'spec.suspend'], ['concurrency', 'spec.concurrencyPolicy'], ['lastRun', 'status.lastScheduleTime'], ['lastSuccess', 'status.lastSuccessfulTime']]),
  services: (whole) => of(whole, [['affinity', 'spec.sessionAffinity'], ['traffic', 'spec.externalTrafficPolicy'], ['externalName', 'spec.externalName']]),
  endpointslices: (whole) => of(whole, [['addressType', 'addressType']]),
  configmaps: (whole) => [['keys', [...entries(whole, 'data', false), ...entries(whole, 'binaryData', true)].join('\n')], ['immutable', at(whole, 'immutable')]],
  secrets: (whole) => [['type', at(whole, 'type')], ['keys', entries(whole, 'data', true).join('\n')], ['immutable', at(whole, 'immutable')]],
  serviceaccounts: (whole) => of(whole, [['pullSecrets', 'imagePullSecrets'], ['token', 'automountServiceAccountToken']]),
  persistentvolumeclaims: (whole) => of(whole, [['requested', 'spec.resources.requests.storage'], ['capacity', 'status.capacity.storage'], ['access', 'spec.accessModes'], ['storageClass', 'spec.storageClassName'], ['volume', 'spec.volumeName']]),
  persistentvolumes: (whole) => [...of(whole, [['capacity', 'spec.capacity.storage'], ['access', 'spec.accessModes'], ['reclaim', 'spec.persistentVolumeReclaimPolicy'], ['storageClass', 'spec.storageClassName']]), ['claim', claimed(whole)]],
  namespaces: (whole) => of(whole, [['finalizers', 'spec.finalizers']]),
};

/** In the order in which they are shown; what is not there is left out. */
export function wholeFacts(kind: SummaryKind, whole: JsonObject): readonly Row[] {
  return (byKind[kind]?.(whole) ?? []).filter(([, value]) => value !== '');
}
