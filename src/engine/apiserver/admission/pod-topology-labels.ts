// PodTopologyLabels: a Pod that is bound takes over its node's zone and region (plugin/pkg/admission/podtopologylabels).
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Pod } from '../../kube/types.generated.ts';
import type { Draft } from '../codec.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const KEYS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  mutate(request) {
    const { resource, operation, subresource, draft } = request;
    if (resource.kind !== kinds.pods || operation !== 'CREATE' || !draft) return;
    if (subresource === 'binding') copyTo(draft, request, (draft as { readonly target?: { readonly name?: string } }).target?.name);
    else if (subresource === '') copyTo(draft, request, (draft as unknown as Pod).spec.nodeName);
  },
};

/** A node that is not known has nothing to give: that is nobody's error here. */
function copyTo(draft: Draft, { context }: AdmissionRequest, nodeName: string | undefined): void {
  if (!nodeName) return;
  const labels = context.find<Node>(kinds.nodes, '', nodeName)?.metadata.labels ?? {};
  for (const key of KEYS) {
    const value = labels[key];
    if (value === undefined) continue;
    const metadata = draft.metadata as { labels?: Record<string, string> };
    metadata.labels = { ...metadata.labels, [key]: value };
  }
}
