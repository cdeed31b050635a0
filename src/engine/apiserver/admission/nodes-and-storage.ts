// The small plugins for nodes, storage and ingress: TaintNodesByCondition, StorageObjectInUseProtection, DefaultStorageClass, PersistentVolumeClaimResize, DefaultIngressClass (plugin/pkg/admission).
import type { Mutable } from '../../base/json.ts';
import { forbidden } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { KindInfo } from '../../kube/kind.ts';
import type { KubeObject } from '../../kube/object.ts';
import { compareQuantity } from '../../kube/quantity.ts';
import type { Ingress, IngressClass, Node, PersistentVolumeClaim, StorageClass } from '../../kube/types.generated.ts';
import type { AdmissionPlugin } from './admission.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutate({ resource, operation, draft }) {
    if (resource.kind !== kinds.nodes || operation !== 'CREATE' || !draft) return;
    const node = draft as unknown as Mutable<Node>;
    node.spec ??= {};
    const taints = node.spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return;
    node.spec.taints = [...taints, { key: NOT_READY, effect: 'NoSchedule' }];
  },
};

const PROTECTION: readonly (readonly [KindInfo, string])[] = [
  [kinds.persistentvolumeclaims, 'kubernetes.io/pvc-protection'],
  [kinds.persistentvolumes, 'kubernetes.io/pv-protection'],
  [kinds.volumeattributesclasses, 'kubernetes.io/vac-protection'],
];

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  mutate({ resource, operation, draft }) {
    if (operation !== 'CREATE' || !draft) return;
    const finalizer = PROTECTION.find(([kind]) => kind === resource.kind)?.[1];
    if (finalizer === undefined) return;
    const meta = draft.metadata as { finalizers?: string[] };
    if (!meta.finalizers?.includes(finalizer)) meta.finalizers = [...(meta.finalizers ?? []), finalizer];
  },
};

const isDefault = (annotation: string) => (object: KubeObject): boolean => object.metadata.annotations?.[annotation] === 'true';

export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  mutate({ resource, operation, draft, context }) {
    if (resource.kind !== kinds.persistentvolumeclaims || operation !== 'CREATE' || !draft) return;
    const claim = draft as unknown as Mutable<PersistentVolumeClaim>;
    if (claim.spec.storageClassName !== undefined || claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return;
    // Of several defaults the newest, then the first by name.
    const [chosen] = context
      .list<StorageClass>(kinds.storageclasses)
      .filter(isDefault('storageclass.kubernetes.io/is-default-class'))
      .sort((a, b) => (a.metadata.creationTimestamp > b.metadata.creationTimestamp ? -1 : a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : a.metadata.name < b.metadata.name ? -1 : 1));
    if (chosen) claim.spec.storageClassName = chosen.metadata.name;
  },
};

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate({ resource, operation, subresource, draft, stored, context, name }) {
    if (resource.kind !== kinds.persistentvolumeclaims || operation !== 'UPDATE' || subresource !== '' || !draft || !stored) return;
    const [now, before] = [draft as unknown as PersistentVolumeClaim, stored as PersistentVolumeClaim];
    const [size, oldSize] = [now.spec.resources?.requests?.['storage'], before.spec.resources?.requests?.['storage']];
    if (size === undefined || oldSize === undefined || compareQuantity(size, oldSize) <= 0) return;
    if (before.status.phase !== 'Bound') throw forbidden(resource.kind, name, 'Only bound persistent volume claims can be expanded');
    const className = now.spec.storageClassName ?? now.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? '';
    if (context.find<StorageClass>(kinds.storageclasses, '', className)?.allowVolumeExpansion) return;
    throw forbidden(resource.kind, name, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
  },
};

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  mutate({ resource, operation, draft, context, name }) {
    if (resource.kind !== kinds.ingresses || operation !== 'CREATE' || !draft) return;
    const ingress = draft as unknown as Mutable<Ingress>;
    ingress.spec ??= {};
    if (ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return;
    const defaults = context.list<IngressClass>(kinds.ingressclasses).filter(isDefault('ingressclass.kubernetes.io/is-default-class'));
    if (defaults.length > 1) throw forbidden(resource.kind, name, `${defaults.length} default IngressClasses were found, only 1 allowed`);
    if (defaults[0]) ingress.spec.ingressClassName = defaults[0].metadata.name;
  },
};
