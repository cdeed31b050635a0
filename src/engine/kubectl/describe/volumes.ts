// Volumes in a description: the kind of source and what matters of it (describeVolumes).
import type { Json } from '../../base/json.ts';
import type { DownwardAPIVolumeSource, PersistentVolumeSpec, Volume } from '../../kube/types.generated.ts';
import type { DescriptionWriter } from './writer.ts';

type Source = { readonly [field: string]: Json | undefined };

interface Described {
  readonly type: string;
  /** Title → field of the source, with what stands for an absent one. */
  readonly fields: readonly (readonly [title: string, field: string, absent?: string])[];
}

/** Sources that are a line for their type and a line a field. */
const sources: Readonly<Record<string, Described>> = {
  hostPath: { type: 'HostPath (bare host directory volume)', fields: [['Path', 'path'], ['HostPathType', 'type']] },
  emptyDir: { type: "EmptyDir (a temporary directory that shares a pod's lifetime)", fields: [['Medium', 'medium'], ['SizeLimit', 'sizeLimit', '<unset>']] },
  secret: { type: 'Secret (a volume populated by a Secret)', fields: [['SecretName', 'secretName'], ['Optional', 'optional', 'false']] },
  configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', fields: [['Name', 'name'], ['Optional', 'optional', 'false']] },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', fields: [['Server', 'server'], ['Path', 'path'], ['ReadOnly', 'readOnly', 'false']] },
  persistentVolumeClaim: { type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', fields: [['ClaimName', 'claimName'], ['ReadOnly', 'readOnly', 'false']] },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: [['Path', 'path']] },
  csi: { type: 'CSI (a Container Storage Interface (CSI) volume source)', fields: [['Driver', 'driver'], ['FSType', 'fsType'], ['ReadOnly', 'readOnly', 'false']] },
  awsElasticBlockStore: { type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', fields: [['VolumeID', 'volumeID'], ['FSType', 'fsType'], ['Partition', 'partition', '0'], ['ReadOnly', 'readOnly', 'false']] },
  gcePersistentDisk: { type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', fields: [['PDName', 'pdName'], ['FSType', 'fsType'], ['Partition', 'partition', '0'], ['ReadOnly', 'readOnly', 'false']] },
  gitRepo: { type: 'GitRepo (a volume that is pulled from git when the pod is created)', fields: [['Repository', 'repository'], ['Revision', 'revision']] },
  iscsi: { type: 'ISCSI (an ISCSI Disk resource that is attached to a kubelet\'s host machine and then exposed to the pod)', fields: [['TargetPortal', 'targetPortal'], ['IQN', 'iqn'], ['Lun', 'lun'], ['ISCSIInterface', 'iscsiInterface'], ['FSType', 'fsType'], ['ReadOnly', 'readOnly', 'false']] },
  image: { type: 'Image (a container image or OCI artifact)', fields: [['Reference', 'reference'], ['PullPolicy', 'pullPolicy']] },
  ephemeral: { type: "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)", fields: [] },
};

export function writeVolumes(w: DescriptionWriter, volumes: readonly Volume[] | undefined, space: string): void {
  if (!volumes || volumes.length === 0) return w.line(0, `${space}Volumes:\t<none>`);
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    w.line(1, `${space}${volume.name}:`);
    if (volume.projected) writeProjected(w, volume.projected);
    else if (volume.downwardAPI) writeDownward(w, volume.downwardAPI);
    else writeSource(w, volume);
  }
}

/** The source of a persistent volume. */
export function writePersistentSource(w: DescriptionWriter, spec: PersistentVolumeSpec): void {
  writeSource(w, spec);
}

function writeSource(w: DescriptionWriter, owner: object): void {
  const name = Object.keys(sources).find((key) => key in owner);
  const described = name === undefined ? undefined : sources[name];
  if (name === undefined || !described) return w.line(2, '<unknown>');
  const source = (owner as Record<string, Source>)[name] as Source;
  w.line(2, `Type:\t${described.type}`);
  for (const [title, field, absent = ''] of described.fields) w.line(2, `${title}:\t${String(source[field] ?? absent)}`);
}

function writeProjected(w: DescriptionWriter, projected: NonNullable<Volume['projected']>): void {
  w.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
  for (const source of projected.sources ?? []) {
    if (source.secret) {
      w.line(2, `SecretName:\t${source.secret.name ?? ''}`);
      w.line(2, `Optional:\t${source.secret.optional ?? false}`);
    } else if (source.downwardAPI) w.line(2, 'DownwardAPI:\ttrue');
    else if (source.configMap) {
      w.line(2, `ConfigMapName:\t${source.configMap.name ?? ''}`);
      w.line(2, `Optional:\t${source.configMap.optional ?? false}`);
    } else if (source.serviceAccountToken) w.line(2, `TokenExpirationSeconds:\t${source.serviceAccountToken.expirationSeconds ?? 3600}`);
  }
}

function writeDownward(w: DescriptionWriter, source: DownwardAPIVolumeSource): void {
  w.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:');
  for (const item of source.items ?? []) {
    if (item.fieldRef) w.line(3, `${item.fieldRef.fieldPath} -> ${item.path}`);
    if (item.resourceFieldRef) w.line(3, `${item.resourceFieldRef.resource} -> ${item.path}`);
  }
}
