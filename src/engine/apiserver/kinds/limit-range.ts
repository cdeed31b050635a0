// LimitRange (pkg/registry/core/limitrange, ValidateLimitRange; defaults in pkg/apis/core/v1/defaults.go).
import { duplicate, forbiddenField, invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { LimitRange, LimitRangeItem, Quantity } from '../../kube/types.generated.ts';
import { roundList } from '../defaults/pod-spec.ts';
import { strategy } from '../strategy.ts';
import { column, createdDescription, nameColumn } from '../tables/columns.ts';
import { compare, milli, text } from '../validation/amounts.ts';
import { checked } from '../validation/checked.ts';
import { each, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from '../validation/resources.ts';

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];
const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

function validateItem(errors: Errors, item: LimitRangeItem, path: string): void {
  const check = (list: (typeof lists)[number]): void => {
    for (const name of Object.keys(item[list] ?? {})) {
      const at = `${path}.${list}[${name}]`;
      if (item.type === 'Pod' || item.type === 'Container') validateContainerResourceName(errors, at, name);
      else validateResourceName(errors, at, name);
    }
  };
  check('max');
  check('min');
  for (const list of ['default', 'defaultRequest'] as const) {
    if (item.type !== 'Pod') check(list);
    else if (Object.keys(item[list] ?? {}).length > 0) errors.push(forbiddenField(`${path}.${list}`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === 'PersistentVolumeClaim' && item.min?.['storage'] === undefined && item.max?.['storage'] === undefined) {
    errors.push(required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  check('maxLimitRequestRatio');
  const all = new Set(lists.flatMap((list) => Object.keys(item[list] ?? {})));
  for (const name of all) validateAmounts(errors, item, name, path);
}

function validateAmounts(errors: Errors, item: LimitRangeItem, name: string, path: string): void {
  const pod = item.type === 'Pod';
  const [min, max, ratio] = [item.min?.[name], item.max?.[name], item.maxLimitRequestRatio?.[name]];
  const [limit, request] = pod ? [undefined, undefined] : [item.default?.[name], item.defaultRequest?.[name]];
  const above = (a: Quantity | undefined, b: Quantity | undefined): boolean => a !== undefined && b !== undefined && compare(a, b) > 0;
  const report = (list: string, value: Quantity | undefined, detail: string): void => void errors.push(invalid(`${path}.${list}[${name}]`, text(value), detail));
  if (above(min, max)) report('min', min, `min value ${text(min)} is greater than max value ${text(max)}`);
  if (above(min, request)) report('defaultRequest', request, `min value ${text(min)} is greater than default request value ${text(request)}`);
  if (above(request, max)) report('defaultRequest', request, `default request value ${text(request)} is greater than max value ${text(max)}`);
  if (above(request, limit)) report('defaultRequest', request, `default request value ${text(request)} is greater than default limit value ${text(limit)}`);
  if (above(min, limit)) report('default', min, `min value ${text(min)} is greater than default value ${text(limit)}`);
  if (above(limit, max)) report('default', max, `default value ${text(limit)} is greater than max value ${text(max)}`);
  if (ratio !== undefined && compare(ratio, '1') < 0) report('maxLimitRequestRatio', ratio, `ratio ${text(ratio)} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = milli(max) / milli(min);
    if (milli(ratio) / 1000 > most) report('maxLimitRequestRatio', ratio, `ratio ${text(ratio)} is greater than max/min = ${most.toFixed(6)}`);
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compare(limit, request) !== 0) {
    report('defaultRequest', request, `default value ${text(limit)} must equal to defaultRequest value ${text(request)} in ${name}`);
  }
}

export const limitRange = strategy<LimitRange>({
  kind: kinds.limitranges,
  generation: false,
  allowCreateOnUpdate: true,
  default(draft) {
    for (const item of draft.spec?.limits ?? []) {
      for (const list of lists) if (item[list]) roundList(item[list]);
      if (item.type !== 'Container') continue;
      // A default follows from the maximum; a default request from the default, else from the minimum.
      const limits = { ...item.max, ...item.default };
      const requests = { ...item.min, ...limits, ...item.defaultRequest };
      if (Object.keys(limits).length > 0) item.default = limits;
      if (Object.keys(requests).length > 0) item.defaultRequest = requests;
    }
  },
  ...checked<LimitRange>({ namespaced: true, name: nameIsSubdomain }, (errors, { spec }) => {
    const seen = new Set<string>();
    spec?.limits?.forEach((item, i) => {
      const path = `spec.limits[${i}]`;
      const wrong = names.qualifiedName(item.type ?? '');
      each(errors, `${path}.type`, item.type ?? '', wrong);
      if (wrong.length === 0 && !item.type.includes('/') && !types.includes(item.type)) errors.push(invalid(`${path}.type`, item.type, 'must be a standard limit type or fully qualified'));
      if (seen.has(item.type)) errors.push(duplicate(`${path}.type`, item.type));
      seen.add(item.type);
      validateItem(errors, item, path);
    });
  }),
  columns: [nameColumn, column('Created At', 'date', createdDescription)],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
});
