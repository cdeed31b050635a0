// One item of a LimitRange against requests and limits, in the plugin's words (plugin/pkg/admission/limitranger/admission.go minConstraint …).
import { compareQuantity, toMilli } from '../../kube/quantity.ts';
import type { LimitRangeItem } from '../../kube/types.generated.ts';

export type Quantities = Readonly<Record<string, string | number | undefined>>;

/** `limits` undefined: only requests are bounded. */
export function bounds(item: LimitRangeItem, requests: Quantities, limits: Quantities | undefined): readonly string[] {
  const found: (string | undefined)[] = [];
  const each = (list: Quantities | undefined, check: (name: string, bound: string | number) => string | undefined): void => {
    for (const name of Object.keys(list ?? {}).sort()) found.push(check(name, list?.[name] as string | number));
  };
  each(item.min as Quantities | undefined, (name, bound) => below(item.type, name, bound, requests[name], limits && limits[name]));
  each(item.max as Quantities | undefined, (name, bound) => (limits ? above(item.type, name, bound, requests[name], limits[name]) : aboveRequest(item.type, name, bound, requests[name])));
  if (limits) each(item.maxLimitRequestRatio as Quantities | undefined, (name, bound) => ratio(item.type, name, bound, requests[name], limits[name]));
  return found.filter((text) => text !== undefined);
}

type Amount = string | number | undefined;

function below(type: string, name: string, bound: string | number, request: Amount, limit: Amount): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${bound}`;
  if (request === undefined) return `${head}.  No request is specified`;
  if (compareQuantity(request, bound) < 0) return `${head}, but request is ${request}`;
  return limit !== undefined && compareQuantity(limit, bound) < 0 ? `${head}, but limit is ${limit}` : undefined;
}

function above(type: string, name: string, bound: string | number, request: Amount, limit: Amount): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${bound}`;
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (compareQuantity(limit, bound) > 0) return `${head}, but limit is ${limit}`;
  return request !== undefined && compareQuantity(request, bound) > 0 ? `${head}, but request is ${request}` : undefined;
}

function aboveRequest(type: string, name: string, bound: string | number, request: Amount): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${bound}`;
  if (request === undefined) return `${head}.  No request is specified`;
  return compareQuantity(request, bound) > 0 ? `${head}, but request is ${request}` : undefined;
}

function ratio(type: string, name: string, bound: string | number, request: Amount, limit: Amount): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${bound}`;
  if (request === undefined || toMilli(request) === 0) return `${head}, but no request is specified or request is 0`;
  if (limit === undefined || toMilli(limit) === 0) return `${head}, but no limit is specified or limit is 0`;
  const observed = toMilli(limit) / toMilli(request);
  return observed * 1000 > toMilli(bound) ? `${head}, but provided ratio is ${observed.toFixed(6)}` : undefined;
}
