// APIService (kube-aggregator/pkg/registry/apiservice, pkg/apis/apiregistration/validation).
import { rfc3339 } from '../../base/time.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { APIService } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { dnsLabel, dnsSubdomain, type Errors } from '../validation/checks.ts';
import { nameIsPathSegment } from '../validation/object-meta.ts';

function validateSpec(errors: Errors, { metadata, spec }: APIService): void {
  const { group = '', version = '', service, caBundle, insecureSkipTLSVerify, groupPriorityMinimum = 0, versionPriority = 0 } = spec ?? {};
  const wanted = `${version}.${group}`;
  if (metadata.name !== wanted) errors.push(invalid('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`));
  if (group === '') {
    if (version !== 'v1') errors.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  } else dnsSubdomain(errors, 'spec.group', group);
  dnsLabel(errors, 'spec.version', version);
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20000) errors.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'));
  if (versionPriority <= 0 || versionPriority > 1000) errors.push(invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  if (!service) {
    if (caBundle) errors.push(invalid('spec.caBundle', `${caBundle.length} bytes`, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify) errors.push(invalid('spec.insecureSkipTLSVerify', insecureSkipTLSVerify, 'local APIServices may not have insecureSkipTLSVerify'));
    return;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  if (insecureSkipTLSVerify && caBundle) errors.push(invalid('spec.insecureSkipTLSVerify', insecureSkipTLSVerify, 'may not be true if caBundle is present'));
}

export const apiService = strategy<APIService>({
  kind: kinds.apiservices,
  generation: false,
  default(draft) {
    if (draft.spec?.service) draft.spec.service.port ??= 443;
  },
  prepareForCreate(draft, context) {
    draft.status = draft.spec?.service
      ? {}
      : { conditions: [{ type: 'Available', status: 'True', lastTransitionTime: rfc3339(context.nowMs), reason: 'Local', message: 'Local APIServices are always available' }] };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<APIService>({ namespaced: false, name: nameIsPathSegment }, validateSpec),
  columns: [
    nameColumn,
    column('Service', 'string', 'The reference to the service that hosts this API endpoint.'),
    column('Available', 'string', 'Whether this service is available.'),
    ageColumn,
  ],
  cells({ metadata, spec, status }, nowMs) {
    const available = status?.conditions?.find((c) => c.type === 'Available');
    const state = !available ? 'Unknown' : available.status === 'True' ? 'True' : `${available.status} (${available.reason ?? ''})`;
    return [metadata.name, spec?.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local', state, age(metadata.creationTimestamp, nowMs)];
  },
});
