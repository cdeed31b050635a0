// FlowSchema (pkg/registry/flowcontrol/flowschema, pkg/apis/flowcontrol/{v1,validation}).
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { FlowSchema } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const methods = ['ByNamespace', 'ByUser'];
const maxPrecedence = 10000;
const subjectKinds = ['Group', 'ServiceAccount', 'User'];

function validateSpec(errors: Errors, { spec }: FlowSchema): void {
  const precedence = spec?.matchingPrecedence ?? 0;
  if (precedence <= 0) errors.push(invalid('spec.matchingPrecedence', precedence, 'must be a positive value'));
  if (precedence > maxPrecedence) errors.push(invalid('spec.matchingPrecedence', precedence, `must not be greater than ${maxPrecedence}`));
  if (precedence === 1) errors.push(invalid('spec.matchingPrecedence', precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  const method = spec?.distinguisherMethod;
  if (method && !methods.includes(method.type)) errors.push(notSupported('spec.distinguisherMethod.type', { Type: method.type ?? '' }, methods));
  const level = spec?.priorityLevelConfiguration?.name ?? '';
  if (level === '') errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'));
  else each(errors, 'spec.priorityLevelConfiguration.name', level, nameIsSubdomain(level));
  spec?.rules?.forEach((rule, i) => {
    const path = `spec.rules[${i}]`;
    if ((rule.subjects ?? []).length === 0) errors.push(required(`${path}.subjects`, 'subjects must contain at least one value'));
    rule.subjects?.forEach((subject, s) => {
      if (!subjectKinds.includes(subject.kind)) errors.push(notSupported(`${path}.subjects[${s}].kind`, subject.kind ?? '', subjectKinds));
    });
    if ((rule.resourceRules ?? []).length === 0 && (rule.nonResourceRules ?? []).length === 0) errors.push(required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  });
}

export const flowSchema = strategy<FlowSchema>({
  kind: kinds.flowschemas,
  generation: true,
  returnsDeleted: false,
  default(draft) {
    draft.spec ??= { priorityLevelConfiguration: { name: '' } };
    draft.spec.matchingPrecedence ||= 1000;
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<FlowSchema>({ namespaced: false, name: nameIsSubdomain }, (errors, object) => {
    const builtin = object.metadata.name === 'exempt' && object.spec?.matchingPrecedence === 1;
    if (!builtin) validateSpec(errors, object);
  }),
  columns: [
    nameColumn,
    column('PriorityLevel', 'string', '`name` is the name of the priority level configuration being referenced Required.'),
    column('MatchingPrecedence', 'string', '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.'),
    column('DistinguisherMethod', 'string', '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.'),
    ageColumn,
    column('MissingPL', 'string', 'references a broken or non-existent PriorityLevelConfiguration'),
  ],
  cells({ metadata, spec, status }, nowMs) {
    const dangling = status?.conditions?.find((c) => c.type === 'Dangling')?.status ?? '?';
    return [metadata.name, spec?.priorityLevelConfiguration?.name ?? '', spec?.matchingPrecedence ?? 0, spec?.distinguisherMethod?.type ?? '<none>', age(metadata.creationTimestamp, nowMs), dangling];
  },
});
