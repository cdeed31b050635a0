// Makes the ResourceClaims that Pods ask for by template, and tells each Pod their names (pkg/controller/resourceclaim); claims are not allocated, there being no devices.
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod } from '../../kube/types.generated.ts';
import { controllerRef, isControlledBy } from '../ownership.ts';
import { type Context, type Controller, anyKind, splitKey } from '../runtime.ts';

const POD_CLAIM = 'resource.kubernetes.io/pod-claim-name';
const LONGEST_NAME = 58;

export const resourceClaim: Controller = {
  name: 'resourceclaim-controller',
  source: 'resource_claim',
  start: (context) => {
    const pods = context.cache(kinds.pods);
    const claims = context.cache(kinds.resourceclaims);
    const tell = (pod: Pod): void => {
      if (pod.metadata.deletionTimestamp === undefined && pod.spec.resourceClaims?.some(({ resourceClaimTemplateName }) => resourceClaimTemplateName)) context.enqueue(`${pod.metadata.namespace}/${pod.metadata.name}`);
    };
    pods.onChange({ added: tell, updated: (_, pod) => tell(pod) });
    return (key) => {
      const { namespace, name } = splitKey(key);
      const pod = pods.get(namespace, name);
      if (!pod || pod.metadata.deletionTimestamp !== undefined || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return;
      const known = new Map((pod.status.resourceClaimStatuses ?? []).map((each) => [each.name, each.resourceClaimName]));
      let added = false;
      for (const { name: called, resourceClaimTemplateName: template } of pod.spec.resourceClaims ?? []) {
        if (!template || known.has(called)) continue;
        const made = claims.list(namespace).find((claim) => isControlledBy(claim, pod) && claim.metadata.annotations?.[POD_CLAIM] === called);
        try {
          known.set(called, made?.metadata.name ?? createClaim(context, pod, called, template));
          added = true;
        } catch (error) {
          if (error instanceof ApiError) context.recorder.event(pod, 'Warning', 'FailedResourceClaimCreation', `PodResourceClaim ${called}: ${error.message}`);
          throw error;
        }
      }
      if (!added) return;
      const resourceClaimStatuses = [...known].map(([claim, resourceClaimName]) => ({ name: claim, ...(resourceClaimName === undefined ? {} : { resourceClaimName }) }));
      const patch = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, status: { resourceClaimStatuses } };
      context.client.patch(kinds.pods, namespace, name, 'apply', patch, 'status', { fieldManager: 'ResourceClaimController', force: 'true' });
    };
  },
};

function createClaim({ client }: Context, pod: Pod, called: string, template: string): string {
  const { namespace, name } = pod.metadata;
  const found = client.find(kinds.resourceclaimtemplates, namespace, template);
  if (!found) throw new ApiError(404, 'NotFound', `resource claim template ${JSON.stringify(template)}: resourceclaimtemplate.resource.k8s.io ${JSON.stringify(template)} not found`);
  const { labels, annotations } = found.spec.metadata ?? {};
  const claim = client.create(kinds.resourceclaims, {
    metadata: {
      generateName: `${`${name}-${called}`.slice(0, LONGEST_NAME)}-`, namespace, ...(labels ? { labels } : {}), annotations: { ...annotations, [POD_CLAIM]: called },
      ownerReferences: [controllerRef(pod, anyKind(kinds.pods))],
    },
    spec: found.spec.spec,
  } as never);
  return claim.metadata.name;
}
