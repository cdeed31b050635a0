// One answer of the metrics API as numbers (k8s.io/metrics/pkg/apis/metrics/v1beta1).
import { parseRfc3339 } from '../../engine/base/time.ts';
import { toMilli } from '../../engine/kube/quantity.ts';
import type { Json } from '../../engine/base/json.ts';

export interface Sample {
  readonly atMs: number;
  readonly cpuMilli: number;
  readonly memoryMiB: number;
}

interface Usage {
  readonly cpu?: string;
  readonly memory?: string;
}

interface Metrics {
  readonly timestamp?: string;
  readonly usage?: Usage;
  readonly containers?: readonly { readonly usage: Usage }[];
}

const MIB = 2 ** 20;

export function sampleOf(body: Json): Sample {
  const { timestamp = '', usage, containers = [] } = (body ?? {}) as Metrics;
  const all = usage ? [usage] : containers.map((container) => container.usage);
  return {
    atMs: parseRfc3339(timestamp) ?? 0,
    cpuMilli: all.reduce((sum, one) => sum + toMilli(one.cpu), 0),
    memoryMiB: all.reduce((sum, one) => sum + toMilli(one.memory) / 1000 / MIB, 0),
  };
}

export const amountOf = (value: number): string => (value >= 10 ? String(Math.round(value)) : value.toFixed(1));
