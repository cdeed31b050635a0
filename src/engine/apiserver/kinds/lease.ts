// Lease (pkg/registry/coordination/lease, pkg/apis/coordination/validation).
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { Lease } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const strategyName = /^[A-Za-z][-A-Za-z0-9]*$/;

function validateSpec(errors: Errors, { spec }: Lease): void {
  if (!spec) return;
  if (spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0) errors.push(invalid('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0'));
  if (spec.leaseTransitions !== undefined && spec.leaseTransitions < 0) errors.push(invalid('spec.leaseTransitions', spec.leaseTransitions, 'must be greater than or equal to 0'));
  if (spec.strategy !== undefined) {
    if (spec.strategy !== 'OldestEmulationVersion' && !(strategyName.test(spec.strategy.split('/').at(-1) ?? '') && spec.strategy.includes('/'))) each(errors, 'spec.strategy', spec.strategy, names.qualifiedName(spec.strategy));
  } else if (spec.preferredHolder) errors.push(required('spec.strategy', 'strategy must be set if preferredHolder is set'));
}

export const lease = strategy<Lease>({
  kind: kinds.leases,
  generation: false,
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  ...checked<Lease>({ namespaced: true, name: nameIsSubdomain }, validateSpec),
  columns: [
    nameColumn,
    column('Holder', 'string', 'holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, object.spec?.holderIdentity ?? '', age(object.metadata.creationTimestamp, nowMs)],
});
