// ServiceAccount: every Pod runs as an account and carries its token (plugin/pkg/admission/serviceaccount).
import type { Mutable } from '../../base/json.ts';
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Container, Pod, ServiceAccount, Volume } from '../../kube/types.generated.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import type { Random } from '../../sim/random.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const PREFIX = 'kube-api-access-';
const EXPIRATION_SECONDS = 3607;
const MIRROR = 'kubernetes.io/config.mirror';

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate(request) {
    const { resource, operation, subresource, draft, context, namespace } = request;
    if (resource.kind !== kinds.pods || operation !== 'CREATE' || subresource !== '' || !draft) return;
    const pod = draft as unknown as Mutable<Pod>;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) return;
    const name = pod.spec.serviceAccountName || 'default';
    pod.spec.serviceAccountName = name;
    pod.spec.serviceAccount = name;
    const find = (): ServiceAccount | undefined => context.find<ServiceAccount>(kinds.serviceaccounts, namespace, name);
    // A namespace that has just been made gets its account a moment later: the default one is waited for.
    if (!find() && name === 'default' && context.patient) context.told(`service account ${namespace}/${name}`, () => awaitAccount(() => find() !== undefined, context.random));
    const account = find();
    if (!account) throw forbidden(resource.kind, request.name || String(draft.metadata.generateName ?? ''), `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`);
    if (pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(pod, request);
    if ((pod.spec.imagePullSecrets ?? []).length === 0 && account.imagePullSecrets?.length) pod.spec.imagePullSecrets = account.imagePullSecrets.map((secret) => ({ ...secret })) as Mutable<Pod>['spec']['imagePullSecrets'] & object;
  },
};

const TRIES = 10;

function* awaitAccount(there: () => boolean, random: Random): Fiber<void> {
  for (let tried = 0; tried < TRIES && !there(); tried++) yield* sleep(100 + random.int(100));
}

function mountToken(pod: Mutable<Pod>, { context }: AdmissionRequest): void {
  const volumes = pod.spec.volumes ?? [];
  const existing = volumes.find((volume) => volume.name.startsWith(PREFIX) && volume.projected);
  const name = existing?.name ?? PREFIX + context.random.suffix();
  let needed = false;
  for (const list of [pod.spec.initContainers, pod.spec.containers]) {
    for (const container of (list ?? []) as Mutable<Container>[]) {
      if (container.volumeMounts?.some((mount) => mount.mountPath === MOUNT_PATH)) continue;
      const mount = { name, readOnly: true, mountPath: MOUNT_PATH };
      container.volumeMounts = container.volumeMounts?.length ? [...container.volumeMounts, mount] : [mount];
      needed = true;
    }
  }
  if (needed && !existing) pod.spec.volumes = (volumes.length === 0 ? [tokenVolume(name)] : [...volumes, tokenVolume(name)]) as Mutable<Pod>['spec']['volumes'] & object;
}

/** The same for every Pod; only the name differs. */
const projected: NonNullable<Volume['projected']> = {
  sources: [
    { serviceAccountToken: { expirationSeconds: EXPIRATION_SECONDS, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 420,
};

function tokenVolume(name: string): Mutable<Volume> {
  return { name, projected } as Mutable<Volume>;
}
