// kubectl describe of Namespaces, ConfigMaps, Secrets, ServiceAccounts, ResourceQuotas and LimitRanges.
import { decodeBase64, decodedLength } from '../../base/base64.ts';
import { bytesQuantity, parseQuantity, toBytes } from '../../kube/quantity.ts';
import type { ConfigMap, LimitRange, Namespace, ResourceQuota, Secret, ServiceAccount } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer, listOf } from './describer.ts';
import { sortedEntries, timeText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

const scopes: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export const configMap = describer<ConfigMap>({
  kind: 'ConfigMap',
  *describe(w, { metadata, data, binaryData }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, '\nData\n====');
    for (const [key, value] of sortedEntries(data)) w.line(0, `${key}:\n----\n${value}\n`);
    w.line(0, '\nBinaryData\n====');
    for (const [key, value] of sortedEntries(binaryData)) w.line(0, `${key}: ${decodedLength(value)} bytes`);
    w.line(0, '');
  },
});

const TOKEN_TYPE = 'kubernetes.io/service-account-token';

export const secret = describer<Secret>({
  kind: 'Secret',
  noEvents: true,
  *describe(w, { metadata, data, type }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `\nType:\t${type ?? ''}`);
    w.line(0, '\nData\n====');
    for (const [key, value] of sortedEntries(data)) {
      // A service account's token is shown as it is: it is what people describe the Secret for.
      const plain = key === 'token' && type === TOKEN_TYPE ? decodeBase64(value) : undefined;
      w.line(0, `${key}:\t${plain ?? `${decodedLength(value)} bytes`}`);
    }
  },
});

export const serviceAccount = describer<ServiceAccount>({
  kind: 'ServiceAccount',
  *describe(w, { metadata, imagePullSecrets }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    const names = (imagePullSecrets ?? []).map((ref) => ref.name ?? '');
    if (names.length === 0) w.line(0, 'Image pull secrets:\t<none>');
    for (const [i, name] of names.entries()) w.line(0, `${i === 0 ? 'Image pull secrets:' : ''}\t${name}`);
  },
});

export const namespace = describer<Namespace>({
  kind: 'Namespace',
  noEvents: true,
  *describe(w, { metadata, status }, context): Fiber<void> {
    const quotas = yield* listOf<ResourceQuota>(context, `/api/v1/namespaces/${metadata.name}/resourcequotas`);
    const limits = yield* listOf<LimitRange>(context, `/api/v1/namespaces/${metadata.name}/limitranges`);
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Status:\t${status.phase ?? ''}`);
    if (status.conditions?.length) {
      w.line(0, 'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage');
      w.line(1, '----\t------\t------------------\t------\t-------');
      for (const c of status.conditions) w.line(1, `${c.type}\t${c.status}\t${timeText(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}`);
    }
    writeQuotas(w, quotas);
    w.line(0, '');
    if (limits.length === 0) return w.line(0, 'No LimitRange resource.');
    w.line(0, 'Resource Limits');
    w.line(0, ` ${LIMIT_HEADER}\n ${LIMIT_RULE}`);
    for (const limit of limits) writeLimits(w, limit, ' ');
  },
});

function writeQuotas(w: DescriptionWriter, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) return w.line(0, '\nNo resource quota.');
  w.line(0, '\nResource Quotas');
  for (const quota of [...quotas].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    w.line(0, `  Name:\t${quota.metadata.name}`);
    if (quota.spec.scopes?.length) {
      w.line(0, `  Scopes:\t${[...quota.spec.scopes].sort().join(', ')}`);
      for (const scope of [...quota.spec.scopes].sort()) if (scopes[scope]) w.line(0, `  * ${scopes[scope]}`);
    }
    w.line(0, '  Resource\tUsed\tHard\n  --------\t---\t---');
    for (const [name, hard] of sortedEntries(quota.status.hard)) w.line(0, `  ${name}\t${quota.status.used?.[name] ?? '0'}\t${hard}`);
  }
}

/** In whole units and the format of the other, where the formats differ. */
function asFormatted(used: string | number, hard: string | number): string | number {
  const { format } = parseQuantity(hard);
  return parseQuantity(used).format === format ? used : bytesQuantity(toBytes(used), format);
}

export const resourceQuota = describer<ResourceQuota>({
  kind: 'ResourceQuota',
  noEvents: true,
  *describe(w, { metadata, spec, status }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    if (spec.scopes?.length) {
      const sorted = [...spec.scopes].sort();
      w.line(0, `Scopes:\t${sorted.join(', ')}`);
      for (const scope of sorted) if (scopes[scope]) w.line(0, ` * ${scopes[scope]}`);
    }
    w.line(0, 'Resource\tUsed\tHard\n--------\t----\t----');
    for (const [name, hard] of sortedEntries(status.hard)) w.line(0, `${name}\t${asFormatted(status.used?.[name] ?? '0', hard)}\t${hard}`);
  },
});

const LIMIT_HEADER = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const LIMIT_RULE = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

export const limitRange = describer<LimitRange>({
  kind: 'LimitRange',
  noEvents: true,
  *describe(w, object): Fiber<void> {
    w.line(0, `Name:\t${object.metadata.name}`);
    w.line(0, `Namespace:\t${object.metadata.namespace}`);
    w.line(0, `${LIMIT_HEADER}\n${LIMIT_RULE}`);
    writeLimits(w, object, '');
  },
});

function writeLimits(w: DescriptionWriter, { spec }: LimitRange, prefix: string): void {
  for (const item of spec.limits) {
    const columns = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = new Set(columns.flatMap((column) => Object.keys(column ?? {})));
    for (const name of [...names].sort()) w.line(0, `${prefix}${item.type}\t${name}\t${columns.map((column) => column?.[name] ?? '-').join('\t')}`);
  }
}

