// Columns that the bindings of validating and mutating admission policies share (pkg/printers/internalversion/printers.go).
import type { Json } from '../../base/json.ts';
import type { ObjectMeta } from '../../kube/object.ts';
import type { ParamRef } from '../../kube/types.generated.ts';
import type { Column } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, nameColumn } from './columns.ts';

export const policyBindingColumns: readonly Column[] = [
  nameColumn,
  column('PolicyName', 'string', 'PolicyName indicates the policy definition which the policy binding binded to'),
  column('ParamRef', 'string', 'ParamRef indicates the param resource which sets the configuration param'),
  ageColumn,
];

interface Binding {
  readonly metadata: ObjectMeta;
  readonly spec?: { readonly policyName?: string; readonly paramRef?: ParamRef };
}

export function policyBindingCells({ metadata, spec }: Binding, nowMs: number): readonly Json[] {
  const ref = spec?.paramRef;
  const parameters = !ref ? '<unset>' : ref.name ? (ref.namespace ? `${ref.namespace}/${ref.name}` : `*/${ref.name}`) : formatLabelSelector(ref.selector);
  return [metadata.name ?? '', spec?.policyName ?? '', parameters, age(metadata.creationTimestamp, nowMs)];
}
