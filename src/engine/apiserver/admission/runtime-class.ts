// RuntimeClass: the class's overhead and placement become the Pod's (plugin/pkg/admission/runtimeclass).
import { equal, type Mutable } from '../../base/json.ts';
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, RuntimeClass, Toleration } from '../../kube/types.generated.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  mutate(request) {
    if (!isNewPod(request)) return;
    const { spec } = request.draft as unknown as Mutable<Pod>;
    const found = classOf(request);
    if (!found) return;
    if (found.overhead?.podFixed) {
      if (spec.overhead !== undefined && Object.keys(spec.overhead).length > 0 && !equal(spec.overhead, found.overhead.podFixed)) throw refused(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      spec.overhead = { ...found.overhead.podFixed };
    }
    if (!found.scheduling) return;
    for (const [key, value] of Object.entries(found.scheduling.nodeSelector ?? {})) {
      if (spec.nodeSelector?.[key] !== undefined && spec.nodeSelector[key] !== value) throw refused(request, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${spec.nodeSelector[key]}`);
      spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
    }
    const own: readonly Toleration[] = spec.tolerations ?? [];
    const added = (found.scheduling.tolerations ?? []).filter((toleration) => !own.some((present) => equal(present, toleration)));
    if (added.length > 0) spec.tolerations = [...own, ...added] as Mutable<Pod>['spec']['tolerations'] & object;
  },
  validate(request) {
    if (!isNewPod(request)) return;
    const { spec } = request.draft as unknown as Pod;
    if (spec.overhead !== undefined && !classOf(request)?.overhead?.podFixed) {
      throw refused(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
    }
  },
};

const isNewPod = ({ resource, operation, subresource, draft }: AdmissionRequest): boolean => resource.kind === kinds.pods && operation === 'CREATE' && subresource === '' && draft !== undefined;
const refused = ({ resource, name, draft }: AdmissionRequest, why: string): Error => forbidden(resource.kind, name || String(draft?.metadata.generateName ?? ''), why);

function classOf(request: AdmissionRequest): RuntimeClass | undefined {
  const name = (request.draft as unknown as Pod).spec.runtimeClassName;
  if (name === undefined) return undefined;
  const found = request.context.find<RuntimeClass>(kinds.runtimeclasses, '', name);
  if (!found) throw refused(request, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}
