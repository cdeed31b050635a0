// Makes the ResourceClaims that Pods ask for by template, tells each Pod their names, and takes devices back from claims that nobody uses any more (pkg/controller/resourceclaim).
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, ResourceV1ResourceClaim } from '../../kube/types.generated.ts';
import { controllerRef, isControlledBy } from '../ownership.ts';
import { type Context, type Controller, anyKind, splitKey } from '../runtime.ts';

const POD_CLAIM = 'resource.kubernetes.io/pod-claim-name';
const LONGEST_NAME = 58;
const PROTECTION = 'resource.kubernetes.io/delete-protection';
/** Before the key of a claim in the queue; other keys are Pods'. */
const CLAIM = 'claim:';

export const resourceClaim: Controller = {
  name: 'resourceclaim-controller',
  source: 'resource_claim',
  start: (context) => {
    const pods = context.cache(kinds.pods);
    const claims = context.cache(kinds.resourceclaims);
    const tell = (pod: Pod): void => {
      if (pod.metadata.deletionTimestamp === undefined && pod.spec.resourceClaims?.some(({ resourceClaimTemplateName }) => resourceClaimTemplateName)) context.enqueue(`${pod.metadata.namespace}/${pod.metadata.name}`);
    };
    const free = (pod: Pod): void => {
      for (const { name, resourceClaimName } of pod.spec.resourceClaims ?? []) {
        const called = resourceClaimName ?? pod.status.resourceClaimStatuses?.find((each) => each.name === name)?.resourceClaimName;
        if (called !== undefined) context.enqueue(`${CLAIM}${pod.metadata.namespace}/${called}`);
      }
    };
    pods.onChange({
      added: tell,
      updated(_, pod) {
        tell(pod);
        if (isDone(pod)) free(pod);
      },
      deleted: free,
    });
    const watched = ({ metadata, status }: ResourceV1ResourceClaim): void => {
      if (status?.reservedFor?.length || metadata.deletionTimestamp !== undefined) context.enqueue(`${CLAIM}${metadata.namespace}/${metadata.name}`);
    };
    claims.onChange({ added: watched, updated: (_, claim) => watched(claim) });
    return (key) => {
      if (key.startsWith(CLAIM)) {
        const claim = splitKey(key.slice(CLAIM.length));
        return release(context, claims.get(claim.namespace, claim.name), (uid) => pods.list(claim.namespace).find(({ metadata }) => metadata.uid === uid));
      }
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

const isDone = ({ metadata, status }: Pod): boolean => (status.phase === 'Succeeded' || status.phase === 'Failed') || (metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0);

/** Consumers that are over are no consumers; without any the devices are free again, and a claim that was made for a Pod goes with it. */
function release({ client }: Context, claim: ResourceV1ResourceClaim | undefined, podOf: (uid: string) => Pod | undefined): void {
  if (!claim) return;
  const { metadata, status } = claim;
  const reserved = status?.reservedFor ?? [];
  const valid = reserved.filter(({ uid }) => {
    const pod = podOf(uid);
    return pod !== undefined && !isDone(pod);
  });
  const over = valid.length === 0 && status?.allocation !== undefined;
  if (valid.length < reserved.length || (over && metadata.deletionTimestamp !== undefined)) {
    const { allocation, reservedFor: _, ...others } = status ?? {};
    const kept = { ...others, ...(over || !allocation ? {} : { allocation }), ...(valid.length > 0 ? { reservedFor: valid } : {}) };
    const now = client.updateStatus(kinds.resourceclaims, { ...claim, status: kept });
    if (over) client.update(kinds.resourceclaims, { ...now, metadata: { ...now.metadata, finalizers: (now.metadata.finalizers ?? []).filter((one) => one !== PROTECTION) } });
  }
  const owner = metadata.ownerReferences?.find(({ kind, controller }) => kind === 'Pod' && controller);
  const pod = owner && podOf(owner.uid);
  if (valid.length === 0 && pod && isDone(pod) && metadata.deletionTimestamp === undefined) client.delete(kinds.resourceclaims, metadata.namespace, metadata.name);
}

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
