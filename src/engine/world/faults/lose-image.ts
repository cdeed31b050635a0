// One image is not in its registry any more, as after a typing error in its tag or a clean-up.
import type { KubeObject } from '../../kube/object.ts';
import type { Pod } from '../../kube/types.generated.ts';
import type { Cluster } from '../cluster.ts';
import type { FaultKind } from '../fault-kind.ts';

function imagesInUse({ api }: Cluster): readonly string[] {
  const pods = api.etcd.range('/registry/pods/').items.map(({ value }: { readonly value: KubeObject }) => value as Pod);
  return [...new Set(pods.flatMap(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers].map(({ image = '' }) => image)))].sort();
}

export const loseImage: FaultKind = {
  name: 'lose-image',
  target: 'image',
  about: 'The image is gone from its registry: nodes that have it keep it, others get ErrImagePull and ImagePullBackOff.',
  targets: imagesInUse,
  apply: ({ images }, image) => (images.lose(image) ? () => images.bringBack(image) : undefined),
};
