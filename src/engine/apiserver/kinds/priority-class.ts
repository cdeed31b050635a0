// PriorityClass (pkg/registry/scheduling/priorityclass, pkg/apis/scheduling/validation).
import { forbiddenField } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { PriorityClass } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { immutable, oneOf, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const highestUserPriority = 1000000000;
const system: readonly { readonly name: string; readonly value: number }[] = [
  { name: 'system-node-critical', value: 2000001000 },
  { name: 'system-cluster-critical', value: 2000000000 },
];

function validateClass(errors: Errors, object: PriorityClass): void {
  const { name } = object.metadata;
  if (name.startsWith('system-')) {
    const known = system.find((c) => c.name === name);
    const why = !known ? `${name} is not a known system priority class` : object.value !== known.value ? `value of ${name} PriorityClass must be ${known.value}` : object.globalDefault ? `globalDefault of ${name} PriorityClass must be false` : '';
    if (why !== '') errors.push(forbiddenField('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`));
  } else if ((object.value ?? 0) > highestUserPriority) {
    errors.push(forbiddenField('value', `maximum allowed value of a user defined priority is ${highestUserPriority}`));
  }
  if (object.preemptionPolicy !== undefined) oneOf(errors, 'preemptionPolicy', object.preemptionPolicy, ['PreemptLowerPriority', 'Never']);
}

export const priorityClass = strategy<PriorityClass>({
  kind: kinds.priorityclasses,
  generation: true,
  default(draft) {
    draft.preemptionPolicy ??= 'PreemptLowerPriority';
    draft.value ??= 0;
  },
  prepareForCreate(draft) {
    draft.metadata.generation = 1;
  },
  ...checked<PriorityClass>({ namespaced: false, name: nameIsSubdomain }, validateClass, (errors, object, old) => {
    if (object.value !== old.value) errors.push(forbiddenField('value', 'may not be changed in an update.'));
    immutable(errors, 'preemptionPolicy', object.preemptionPolicy, old.preemptionPolicy);
  }),
  columns: [
    nameColumn,
    column('Value', 'integer', 'value represents the integer value of this priority class. This is the actual priority that pods receive when they have the name of this class in their pod spec.'),
    column('Global-Default', 'boolean', 'globalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class. Only one PriorityClass can be marked as `globalDefault`. However, if more than one PriorityClasses exists with their `globalDefault` field set to true, the smallest value of such global default PriorityClasses will be used as the default priority.'),
    ageColumn,
    column('PreemptionPolicy', 'string', 'preemptionPolicy is the Policy for preempting pods with lower priority. One of Never, PreemptLowerPriority. Defaults to PreemptLowerPriority if unset.'),
  ],
  cells: (object, nowMs) => [object.metadata.name, object.value ?? 0, object.globalDefault ?? false, age(object.metadata.creationTimestamp, nowMs), object.preemptionPolicy ?? ''],
});
