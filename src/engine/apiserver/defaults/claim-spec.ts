// Defaults of a PersistentVolumeClaim's spec, also where it is a template (pkg/apis/core/v1/defaults.go, registry/core/persistentvolumeclaim/strategy.go).
import type { Mutable } from '../../base/json.ts';
import type { PersistentVolumeClaimSpec } from '../../kube/types.generated.ts';

const coreGroup = '';

export function defaultClaimSpec(spec: Mutable<PersistentVolumeClaimSpec>): void {
  spec.volumeMode ??= 'Filesystem';
  spec.resources ??= {};
}

/** dataSource and dataSourceRef stand for one another where only one is given and names no namespace. */
export function alignDataSources(spec: Mutable<PersistentVolumeClaimSpec>): void {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource };
  else if (!dataSource && dataSourceRef && !dataSourceRef.namespace && isVolumeSource(dataSourceRef.apiGroup ?? coreGroup, dataSourceRef.kind)) {
    const { namespace: _namespace, ...local } = dataSourceRef;
    spec.dataSource = local;
  }
}

/** A claim or a snapshot; anything else is for populators and stays in dataSourceRef alone. */
function isVolumeSource(group: string, kind: string): boolean {
  return (group === coreGroup && kind === 'PersistentVolumeClaim') || (group === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot');
}
