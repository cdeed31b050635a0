// Volumes in a description: the kind of source and what matters of it (describeVolumes, describePersistentVolume).
import { type Json, isObject } from '../../base/json.ts';
import { goValue } from '../../kube/go-format.ts';
import { toBytes } from '../../kube/quantity.ts';
import type { PersistentVolumeSpec, Volume } from '../../kube/types.generated.ts';
import { writeClaim } from './claim.ts';
import { writeAttributes } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

type Source = { readonly [field: string]: Json | undefined };
type Line = readonly [title: string, value: string];

interface Described {
  readonly type: string;
  readonly lines: (source: Source, persistent: boolean) => readonly Line[];
  /** What else there is to write. */
  readonly then?: (w: DescriptionWriter, source: Source) => void;
}

const text = (value: Json | undefined): string => (value === undefined || value === null ? '' : String(value as string | number));
const yes = (value: Json | undefined): string => String(value ?? false);
const number = (value: Json | undefined): string => String(value ?? 0);
const list = (value: Json | undefined): string => goValue(value ?? []);
const orNone = (value: Json | undefined): string => (value === undefined ? '<none>' : text(value));
const FS = (source: Source): Line => ['FSType', text(source['fsType'])];
const READ_ONLY = (source: Source): Line => ['ReadOnly', yes(source['readOnly'])];

/** A reference as Go prints a pointer to it. */
function reference(value: Json | undefined, persistent: boolean): string {
  if (value === undefined || !isObject(value)) return 'nil';
  return persistent ? `&SecretReference{Name:${text(value['name'])},Namespace:${text(value['namespace'])},}` : `&LocalObjectReference{Name:${text(value['name'])},}`;
}

const sources: Readonly<Record<string, Described>> = {
  hostPath: { type: 'HostPath (bare host directory volume)', lines: (s) => [['Path', text(s['path'])], ['HostPathType', orNone(s['type'])]] },
  emptyDir: { type: "EmptyDir (a temporary directory that shares a pod's lifetime)", lines: (s) => [['Medium', text(s['medium'])], ['SizeLimit', toBytes(s['sizeLimit'] as string | undefined) > 0 ? text(s['sizeLimit']) : '<unset>']] },
  gcePersistentDisk: { type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', lines: (s) => [['PDName', text(s['pdName'])], FS(s), ['Partition', number(s['partition'])], READ_ONLY(s)] },
  awsElasticBlockStore: { type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', lines: (s) => [['VolumeID', text(s['volumeID'])], FS(s), ['Partition', number(s['partition'])], READ_ONLY(s)] },
  gitRepo: { type: 'GitRepo (a volume that is pulled from git when the pod is created)', lines: (s) => [['Repository', text(s['repository'])], ['Revision', text(s['revision'])]] },
  secret: { type: 'Secret (a volume populated by a Secret)', lines: (s) => [['SecretName', text(s['secretName'])], ['Optional', yes(s['optional'])]] },
  configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', lines: (s) => [['Name', text(s['name'])], ['Optional', yes(s['optional'])]] },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', lines: (s) => [['Server', text(s['server'])], ['Path', text(s['path'])], READ_ONLY(s)] },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    lines: (s, persistent) => [
      ['TargetPortal', text(s['targetPortal'])], ['IQN', text(s['iqn'])], ['Lun', number(s['lun'])], ['ISCSIInterface', text(s['iscsiInterface'])], FS(s), READ_ONLY(s), ['Portals', list(s['portals'])],
      ['DiscoveryCHAPAuth', yes(s['chapAuthDiscovery'])], ['SessionCHAPAuth', yes(s['chapAuthSession'])], ['SecretRef', reference(s['secretRef'], persistent)], ['InitiatorName', orNone(s['initiatorName'])],
    ],
  },
  glusterfs: {
    type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    lines: (s, persistent) => [['EndpointsName', text(s['endpoints'])], ...(persistent ? [['EndpointsNamespace', text(s['endpointsNamespace'] ?? '<unset>')] as const] : []), ['Path', text(s['path'])], READ_ONLY(s)],
  },
  persistentVolumeClaim: { type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', lines: (s) => [['ClaimName', text(s['claimName'])], READ_ONLY(s)] },
  ephemeral: {
    type: 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)',
    lines: () => [],
    then: (w, s) => {
      const { metadata, spec } = (s as NonNullable<Volume['ephemeral']>).volumeClaimTemplate ?? {};
      if (spec) w.nested(2, () => writeClaim(w, { metadata: metadata ?? {}, spec }, undefined));
    },
  },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    lines: (s, persistent) => [['CephMonitors', list(s['monitors'])], ['RBDImage', text(s['image'])], FS(s), ['RBDPool', text(s['pool'])], ['RadosUser', text(s['user'])], ['Keyring', text(s['keyring'])], ['SecretRef', reference(s['secretRef'], persistent)], READ_ONLY(s)],
  },
  quobyte: { type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", lines: (s) => [['Registry', text(s['registry'])], ['Volume', text(s['volume'])], READ_ONLY(s)] },
  downwardAPI: { type: 'DownwardAPI (a volume populated by information about the pod)', lines: () => [], then: (w, s) => writeItems(w, s as NonNullable<Volume['downwardAPI']>) },
  azureDisk: {
    type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
    lines: (s) => [['DiskName', text(s['diskName'])], ['DiskURI', text(s['diskURI'])], ['Kind', text(s['kind'])], FS(s), ['CachingMode', text(s['cachingMode'])], READ_ONLY(s)],
  },
  vsphereVolume: { type: 'vSphereVolume (a Persistent Disk resource in vSphere)', lines: (s) => [['VolumePath', text(s['volumePath'])], FS(s), ['StoragePolicyName', text(s['storagePolicyName'])]] },
  cinder: { type: 'Cinder (a Persistent Disk resource in OpenStack)', lines: (s, persistent) => [['VolumeID', text(s['volumeID'])], FS(s), READ_ONLY(s), ['SecretRef', reference(s['secretRef'], persistent)]] },
  photonPersistentDisk: { type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', lines: (s) => [['PdID', text(s['pdID'])], FS(s)] },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', lines: (s) => [['VolumeID', text(s['volumeID'])]] },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    lines: (s, persistent) => {
      const secret = (s['secretRef'] ?? {}) as Source;
      const names: readonly Line[] = persistent ? [['SecretName', text(secret['name'])], ['SecretNamespace', text(secret['namespace'])]] : [];
      return [['Gateway', text(s['gateway'])], ['System', text(s['system'])], ['Protection Domain', text(s['protectionDomain'])], ['Storage Pool', text(s['storagePool'])], ['Storage Mode', text(s['storageMode'])], ['VolumeName', text(s['volumeName'])], ...names, FS(s), READ_ONLY(s)];
    },
  },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', lines: (s) => [['Path', text(s['path'])]] },
  cephfs: {
    type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    lines: (s, persistent) => [['Monitors', list(s['monitors'])], ['Path', text(s['path'])], ['User', text(s['user'])], ['SecretFile', text(s['secretFile'])], ['SecretRef', reference(s['secretRef'], persistent)], READ_ONLY(s)],
  },
  storageos: { type: 'StorageOS (a StorageOS Persistent Disk resource)', lines: (s) => [['VolumeName', text(s['volumeName'])], ['VolumeNamespace', text(s['volumeNamespace'])], FS(s), READ_ONLY(s)] },
  fc: { type: 'FC (a Fibre Channel disk)', lines: (s) => [['TargetWWNs', ((s['targetWWNs'] ?? []) as readonly string[]).join(', ')], ['LUN', orNone(s['lun'])], FS(s), READ_ONLY(s)] },
  azureFile: {
    type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
    lines: (s, persistent) => [['SecretName', text(s['secretName'])], ...(persistent ? [['SecretNamespace', text(s['secretNamespace'])] as const] : []), ['ShareName', text(s['shareName'])], READ_ONLY(s)],
  },
  flexVolume: {
    type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
    lines: (s, persistent) => [['Driver', text(s['driver'])], FS(s), ['SecretRef', reference(s['secretRef'], persistent)], READ_ONLY(s), ['Options', goValue(s['options'] ?? {})]],
  },
  flocker: { type: 'Flocker (a Flocker volume mounted by the Flocker agent)', lines: (s) => [['DatasetName', text(s['datasetName'])], ['DatasetUUID', text(s['datasetUUID'])]] },
  projected: { type: 'Projected (a volume that contains injected data from multiple sources)', lines: (s) => projectedLines(s as NonNullable<Volume['projected']>) },
  csi: {
    type: 'CSI (a Container Storage Interface (CSI) volume source)',
    lines: (s, persistent) => [['Driver', text(s['driver'])], FS(s), ...(persistent ? [['VolumeHandle', text(s['volumeHandle'])] as const] : []), READ_ONLY(s)],
    then: (w, s) => writeAttributes(w, 'VolumeAttributes', s['volumeAttributes'] as { readonly [key: string]: string } | undefined),
  },
  image: { type: 'Image (a container image or OCI artifact)', lines: (s) => [['Reference', text(s['reference'])], ['PullPolicy', text(s['pullPolicy'])]] },
};

/** Titles that upstream writes in a way of their own. */
const titles: Readonly<Record<string, string>> = { ISCSIInterface: 'ISCSIInterface', Kind: 'Kind: ' };

export function writeVolumes(w: DescriptionWriter, volumes: readonly Volume[] | undefined, space: string): void {
  if (!volumes || volumes.length === 0) return w.line(0, `${space}Volumes:\t<none>`);
  w.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    w.line(1, `${space === '' ? '' : ' '}${volume.name}:`);
    writeSource(w, volume, false);
  }
}

/** The source of a persistent volume. */
export function writePersistentSource(w: DescriptionWriter, spec: PersistentVolumeSpec): void {
  writeSource(w, spec, true);
}

function writeSource(w: DescriptionWriter, owner: object, persistent: boolean): void {
  const name = Object.keys(sources).find((key) => (owner as Record<string, unknown>)[key] !== undefined && (key !== 'local' || persistent));
  const described = name === undefined ? undefined : sources[name];
  if (name === undefined || !described) return w.line(1, '<unknown>');
  const source = (owner as Record<string, Source>)[name] as Source;
  w.line(2, `Type:\t${described.type}`);
  for (const [title, value] of described.lines(source, persistent)) w.line(2, `${titles[title] ?? `${title}:`}\t${value}`);
  described.then?.(w, source);
}

function projectedLines({ sources: all = [] }: NonNullable<Volume['projected']>): readonly Line[] {
  return all.flatMap((source): readonly Line[] => {
    if (source.secret) return [['SecretName', source.secret.name ?? ''], ['Optional', yes(source.secret.optional)]];
    if (source.downwardAPI) return [['DownwardAPI', 'true']];
    if (source.configMap) return [['ConfigMapName', source.configMap.name ?? ''], ['Optional', yes(source.configMap.optional)]];
    return source.serviceAccountToken ? [['TokenExpirationSeconds', String(source.serviceAccountToken.expirationSeconds ?? 3600)]] : [];
  });
}

function writeItems(w: DescriptionWriter, { items = [] }: NonNullable<Volume['downwardAPI']>): void {
  w.line(2, 'Items:');
  for (const item of items) {
    if (item.fieldRef) w.line(3, `${item.fieldRef.fieldPath} -> ${item.path}`);
    if (item.resourceFieldRef) w.line(3, `${item.resourceFieldRef.resource} -> ${item.path}`);
  }
}
