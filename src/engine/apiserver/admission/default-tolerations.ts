// DefaultTolerationSeconds: Pods stay five minutes on a node that is not ready or unreachable, unless they say otherwise (plugin/pkg/admission/defaulttolerationseconds).
import type { Mutable } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod, Toleration } from '../../kube/types.generated.ts';
import type { AdmissionPlugin } from './admission.ts';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
/** One for all Pods. */
const ADDED: readonly Toleration[] = KEYS.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }));

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  mutate({ resource, subresource, draft }) {
    if (resource.kind !== kinds.pods || subresource !== '' || !draft) return;
    const { spec } = draft as unknown as Mutable<Pod>;
    const present: readonly Toleration[] = spec.tolerations ?? [];
    const missing = KEYS.filter((key) => !present.some((toleration) => tolerates(toleration, key)));
    if (missing.length === 0) return;
    const added = KEYS.flatMap((key, i) => (missing.includes(key) ? [ADDED[i] as Toleration] : []));
    spec.tolerations = (present.length === 0 ? added.slice() : [...present, ...added]) as Mutable<Pod>['spec']['tolerations'] & object;
  },
};

const tolerates = ({ key = '', effect = '' }: Toleration, wanted: string): boolean => (key === wanted || key === '') && (effect === 'NoExecute' || effect === '');
