// PodDisruptionBudget (pkg/registry/policy/poddisruptionbudget, pkg/apis/policy/validation).
import { invalid, notSupported } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { IntOrString, PodDisruptionBudget } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { errorsOf, nonNegative } from '../validation/checks.ts';
import { notMoreThan100Percent, positiveIntOrPercent } from '../validation/int-or-percent.ts';
import { internalForm } from '../validation/internal-form.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain, validateMetaUpdate } from '../validation/object-meta.ts';

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

const shown = (value: IntOrString | undefined): string => (value === undefined ? 'N/A' : String(value));

export const podDisruptionBudget = strategy<PodDisruptionBudget>({
  kind: kinds.poddisruptionbudgets,
  allowUnconditionalUpdate: false,
  prepareForCreate(draft) {
    draft.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<PodDisruptionBudget>({ namespaced: true, name: nameIsSubdomain }, (errors, { spec = {} }) => {
    if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) errors.push(invalid('spec', internalForm('PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set'));
    for (const field of ['minAvailable', 'maxUnavailable'] as const) {
      if (spec[field] === undefined) continue;
      positiveIntOrPercent(errors, `spec.${field}`, spec[field]);
      notMoreThan100Percent(errors, `spec.${field}`, spec[field]);
    }
    validateLabelSelector(errors, spec.selector, 'spec.selector');
    const policy = spec.unhealthyPodEvictionPolicy;
    if (policy !== undefined && !policies.includes(policy)) errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, policies));
  }),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      for (const field of ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const) nonNegative(errors, `status.${field}`, object.status?.[field]);
    }),
  columns: [
    nameColumn,
    column('Min Available', 'string', 'The minimum number of pods that must be available.'),
    column('Max Unavailable', 'string', 'The maximum number of pods that may be unavailable.'),
    column('Allowed Disruptions', 'integer', 'Calculated number of pods that may be disrupted at this time.'),
    ageColumn,
  ],
  cells: ({ metadata, spec, status }, nowMs) => [metadata.name, shown(spec?.minAvailable), shown(spec?.maxUnavailable), status?.disruptionsAllowed ?? 0, age(metadata.creationTimestamp, nowMs)],
});
