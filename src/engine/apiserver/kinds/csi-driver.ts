// CSIDriver (pkg/registry/storage/csidriver, pkg/apis/storage/{v1,validation}).
import { duplicate, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { CSIDriver } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { immutable, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validateDriverName } from '../validation/pod/volumes.ts';

const modes = ['Ephemeral', 'Persistent'];
const policies = ['File', 'None', 'ReadWriteOnceWithFSType'];

function validateDriver(errors: Errors, { metadata, spec = {} }: CSIDriver): void {
  validateDriverName(errors, metadata.name, 'metadata.name');
  for (const field of ['attachRequired', 'podInfoOnMount', 'storageCapacity'] as const) if (spec[field] === undefined) errors.push(required(`spec.${field}`));
  if (spec.fsGroupPolicy === undefined) errors.push(required('spec.fsGroupPolicy'));
  else if (!policies.includes(spec.fsGroupPolicy)) errors.push(notSupported('spec.fsGroupPolicy', spec.fsGroupPolicy, policies));
  const audiences = (spec.tokenRequests ?? []).map((request) => request.audience);
  audiences.forEach((audience, i) => {
    if (audiences.indexOf(audience) < i) errors.push(duplicate(`spec.tokenRequests[${i}].audience`, audience));
  });
  for (const mode of spec.volumeLifecycleModes ?? []) if (!modes.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, modes));
  if (spec.seLinuxMount === undefined) errors.push(required('spec.seLinuxMount'));
}

export const csiDriver = strategy<CSIDriver>({
  kind: kinds.csidrivers,
  generation: false,
  allowUnconditionalUpdate: false,
  returnsDeleted: true,
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  ...checked<CSIDriver>({ namespaced: false, name: nameIsSubdomain }, validateDriver, (errors, object, old) => {
    immutable(errors, 'spec.attachRequired', object.spec?.attachRequired, old.spec?.attachRequired);
    immutable(errors, 'spec.volumeLifecycleModes', object.spec?.volumeLifecycleModes, old.spec?.volumeLifecycleModes);
  }),
  columns: [
    nameColumn,
    column('AttachRequired', 'boolean', 'attachRequired indicates this CSI volume driver requires an attach operation (because it implements the CSI ControllerPublishVolume() method), and that the Kubernetes attach detach controller should call the attach volume interface which checks the volumeattachment status and waits until the volume is attached before proceeding to mounting. The CSI external-attacher coordinates with CSI volume driver and updates the volumeattachment status when the attach operation is complete. If the value is specified to false, the attach operation will be skipped. Otherwise the attach operation will be called.\n\nThis field is immutable.'),
    column('PodInfoOnMount', 'boolean', 'podInfoOnMount indicates this CSI volume driver requires additional pod information (like podName, podUID, etc.) during mount operations, if set to true. If set to false, pod information will not be passed on mount. Default is false.'),
    column('StorageCapacity', 'boolean', 'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity that the driver deployment will report by creating CSIStorageCapacity objects with capacity information, if set to true.'),
    column('TokenRequests', 'string', 'tokenRequests indicates the CSI driver needs pods\' service account tokens it is mounting volume for to do necessary authentication.'),
    column('RequiresRepublish', 'boolean', 'requiresRepublish indicates the CSI driver wants `NodePublishVolume` being periodically called to reflect any possible change in the mounted volume. This field defaults to false.'),
    column('Modes', 'string', 'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports. The default if the list is empty is "Persistent", which is the usage defined by the CSI specification and implemented in Kubernetes via the usual PV/PVC mechanism.'),
    ageColumn,
  ],
  cells: ({ metadata, spec = {} }, nowMs) => [
    metadata.name,
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    (spec.tokenRequests ?? []).length === 0 ? '<unset>' : (spec.tokenRequests ?? []).map((request) => request.audience).join(','),
    spec.requiresRepublish ?? false,
    (spec.volumeLifecycleModes ?? []).length === 0 ? '<none>' : (spec.volumeLifecycleModes ?? []).join(','),
    age(metadata.creationTimestamp, nowMs),
  ],
});
