// Priority: a Pod's priority comes from its class, and there is one default class at most (plugin/pkg/admission/priority).
import type { Mutable } from '../../base/json.ts';
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, PriorityClass } from '../../kube/types.generated.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const DEFAULT_POLICY = 'PreemptLowerPriority';

export const priority: AdmissionPlugin = {
  name: 'Priority',
  mutate(request) {
    const { resource, subresource, draft, stored } = request;
    if (resource.kind !== kinds.pods || subresource !== '' || !draft) return;
    const { spec } = draft as unknown as Mutable<Pod>;
    if (request.operation === 'UPDATE') {
      const before = (stored as Pod | undefined)?.spec;
      if (spec.priority === undefined && before?.priority !== undefined) spec.priority = before.priority;
      if (spec.preemptionPolicy === undefined && before?.preemptionPolicy !== undefined) spec.preemptionPolicy = before.preemptionPolicy;
      return;
    }
    admitPod(request, spec);
  },
  validate(request) {
    const { resource, operation, draft, context } = request;
    if (resource.kind !== kinds.priorityclasses || operation === 'DELETE' || !draft) return;
    if (!(draft as unknown as PriorityClass).globalDefault) return;
    const other = context.list<PriorityClass>(kinds.priorityclasses).find((candidate) => candidate.globalDefault && candidate.metadata.name !== draft.metadata.name);
    if (other) throw forbidden(resource.kind, request.name, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
  },
};

function admitPod(request: AdmissionRequest, spec: Mutable<Pod>['spec']): void {
  const refuse = (why: string): Error => forbidden(request.resource.kind, request.name || String(request.draft?.metadata.generateName ?? ''), why);
  const name = spec.priorityClassName ?? '';
  const chosen = name === '' ? defaultClass(request) : request.context.find<PriorityClass>(kinds.priorityclasses, '', name);
  if (!chosen && name !== '') throw refuse(`no PriorityClass with name ${name} was found`);
  if (chosen) spec.priorityClassName = chosen.metadata.name;
  const value = chosen?.value ?? 0;
  if (spec.priority !== undefined && spec.priority !== value) {
    throw refuse(`the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`);
  }
  spec.priority = value;
  const policy = chosen?.preemptionPolicy ?? DEFAULT_POLICY;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    throw refuse(`the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`);
  }
  spec.preemptionPolicy = policy;
}

/** The global default; of several the one of least value. */
function defaultClass({ context }: AdmissionRequest): PriorityClass | undefined {
  const defaults = context.list<PriorityClass>(kinds.priorityclasses).filter(({ globalDefault }) => globalDefault);
  return defaults.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}
