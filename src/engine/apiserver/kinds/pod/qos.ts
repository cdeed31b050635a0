// The quality-of-service class of a Pod (pkg/apis/core/helper/qos/qos.go).
import type { PodSpec, Quantity } from '../../../kube/types.generated.ts';
import { compare, isZero, sum } from '../../validation/amounts.ts';

type Amounts = Readonly<Record<string, Quantity>>;

const computed = ['cpu', 'memory'];

export function qosClass(spec: PodSpec): string {
  const requests: Record<string, Quantity> = {};
  const limits: Record<string, Quantity> = {};
  let guaranteed = true;
  const collect = (total: Record<string, Quantity>, list: Amounts | undefined): readonly string[] => {
    const found: string[] = [];
    for (const name of computed) {
      const value = list?.[name];
      if (value === undefined || isZero(value)) continue;
      total[name] = total[name] === undefined ? value : sum(total[name], value);
      found.push(name);
    }
    return found;
  };
  const podLevel = spec.resources && (spec.resources.requests || spec.resources.limits);
  const parts = podLevel ? [spec.resources] : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.resources);
  for (const part of parts) {
    collect(requests, part?.requests);
    if (collect(limits, part?.limits).length !== computed.length) guaranteed = false;
  }
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return 'BestEffort';
  const equal = Object.keys(requests).length === Object.keys(limits).length && Object.keys(requests).every((name) => limits[name] !== undefined && compare(requests[name], limits[name]) === 0);
  return guaranteed && equal ? 'Guaranteed' : 'Burstable';
}
