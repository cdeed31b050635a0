// LimitRanger: default requests and limits, and the bounds of LimitRanges (plugin/pkg/admission/limitranger).
import type { Mutable } from '../../base/json.ts';
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Container, LimitRange, PersistentVolumeClaim, Pod } from '../../kube/types.generated.ts';
import { aggregateText } from '../../kube/go-format.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';
import { bounds, type Quantities } from './limit-bounds.ts';
import { podTotals } from '../../kube/pod-resources.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate(request) {
    if (!isPod(request)) return;
    const pod = request.draft as unknown as Mutable<Pod>;
    for (const range of rangesOf(request)) defaultPod(pod, range);
  },
  validate(request) {
    const { resource, draft, name } = request;
    const errors: string[] = [];
    if (isPod(request)) for (const range of rangesOf(request)) errors.push(...podErrors(range, draft as unknown as Pod));
    else if (isClaim(request)) for (const range of rangesOf(request)) errors.push(...claimErrors(range, draft as unknown as PersistentVolumeClaim));
    if (errors.length > 0) throw forbidden(resource.kind, name || String(draft?.metadata.name ?? ''), aggregateText(errors));
  },
};

const isPod = ({ resource, operation, subresource, draft }: AdmissionRequest): boolean => resource.kind === kinds.pods && operation === 'CREATE' && subresource === '' && draft !== undefined;
const isClaim = ({ resource, operation, subresource, draft }: AdmissionRequest): boolean => resource.kind === kinds.persistentvolumeclaims && operation !== 'DELETE' && subresource === '' && draft !== undefined;
const rangesOf = ({ context, namespace }: AdmissionRequest): readonly LimitRange[] => context.list<LimitRange>(kinds.limitranges, namespace);

function defaultPod(pod: Mutable<Pod>, range: LimitRange): void {
  const said: string[] = [];
  const defaults: { limits: Record<string, string>; requests: Record<string, string> } = { limits: {}, requests: {} };
  for (const limit of range.spec.limits ?? []) {
    if (limit.type !== 'Container') continue;
    Object.assign(defaults.requests, limit.defaultRequest);
    Object.assign(defaults.limits, limit.default);
  }
  for (const container of (pod.spec.containers ?? []) as Mutable<Container>[]) said.push(...defaultContainer(container, defaults, 'container'));
  for (const container of (pod.spec.initContainers ?? []) as Mutable<Container>[]) said.push(...defaultContainer(container, defaults, 'init container'));
  if (said.length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${said.join('; ')}` };
}

function defaultContainer(container: Mutable<Container>, defaults: { readonly limits: Quantities; readonly requests: Quantities }, what: string): readonly string[] {
  const said: string[] = [];
  for (const [list, word] of [['requests', 'request'], ['limits', 'limit']] as const) {
    const own: Quantities = container.resources?.[list] ?? {};
    const missing = Object.keys(defaults[list]).filter((name) => own[name] === undefined).sort();
    if (missing.length === 0) continue;
    container.resources = { ...container.resources, [list]: { ...own, ...Object.fromEntries(missing.map((name) => [name, defaults[list][name]])) } } as Mutable<Container>['resources'] & object;
    said.push(`${missing.join(', ')} ${word} for ${what} ${container.name}`);
  }
  return said;
}

function podErrors(range: LimitRange, pod: Pod): readonly string[] {
  const errors: string[] = [];
  for (const limit of range.spec.limits ?? []) {
    if (limit.type === 'Container') {
      for (const container of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])]) {
        errors.push(...bounds(limit, (container.resources?.requests ?? {}) as Quantities, (container.resources?.limits ?? {}) as Quantities));
      }
    } else if (limit.type === 'Pod') errors.push(...bounds(limit, podTotals(pod, 'requests'), podTotals(pod, 'limits')));
  }
  return errors;
}

function claimErrors(range: LimitRange, claim: PersistentVolumeClaim): readonly string[] {
  const requests = (claim.spec.resources?.requests ?? {}) as Quantities;
  // A claim is held to its request alone.
  return (range.spec.limits ?? []).flatMap((limit) => (limit.type === 'PersistentVolumeClaim' ? bounds(limit, requests, undefined) : []));
}
