// DefaultTolerationSeconds: Pods stay five minutes on a node that is not ready or unreachable, unless they say otherwise (plugin/pkg/admission/defaulttolerationseconds).
import type { Mutable } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, Toleration } from '../../kube/types.generated.ts';
import type { AdmissionPlugin } from './admission.ts';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate({ resource, subresource, draft }) {
    if (resource.kind !== kinds.pods || subresource !== '' || !draft) return;
    const { spec } = draft as unknown as Mutable<Pod>;
    const present: readonly Toleration[] = spec.tolerations ?? [];
    const missing = KEYS.filter((key) => !present.some((toleration) => tolerates(toleration, key)));
    if (missing.length === 0) return;
    spec.tolerations = [...present, ...missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }))] as Mutable<Pod>['spec']['tolerations'] & object;
  },
};

const tolerates = ({ key = '', effect = '' }: Toleration, wanted: string): boolean => (key === wanted || key === '') && (effect === 'NoExecute' || effect === '');
