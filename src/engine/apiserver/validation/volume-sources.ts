// The volume sources of one vendor each, in Pods and PersistentVolumes (pkg/apis/core/validation).
import type { Json } from '../../base/json.ts';
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { descendingPath, dnsLabel, inclusiveRange, type Errors } from './checks.ts';

type Source = Readonly<Record<string, unknown>>;

export const oldSourceNames: readonly string[] = [
  'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'rbd', 'cinder', 'cephfs', 'quobyte', 'fc', 'flexVolume', 'azureFile',
  'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'scaleIO',
];

/** Fields that must be set, in order; for most sources that is all there is to check. */
const requiredFields: Readonly<Record<string, readonly string[]>> = {
  gitRepo: ['repository'],
  glusterfs: ['endpoints', 'path'],
  rbd: ['monitors', 'image'],
  cinder: ['volumeID'],
  cephfs: ['monitors'],
  flexVolume: ['driver'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  scaleIO: ['gateway', 'system', 'volumeName'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  nfs: ['server', 'path'],
};
const oddPaths: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };

const text = (source: Source, key: string): string => (typeof source[key] === 'string' ? source[key] : '');
const isEmpty = (value: unknown): boolean => value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** `path` is that of the volume (Pod) or of the spec (PersistentVolume). */
export function validateOldSource(errors: Errors, name: string, source: Source, volumeName: string, path: string, persistent = false): void {
  const at = `${path}.${oddPaths[name] ?? name}`;
  for (const field of requiredFields[name] ?? []) if (isEmpty(source[field])) errors.push(required(`${at}.${field}`));
  special[name]?.(errors, source, at, volumeName, persistent, path);
}

type Special = (errors: Errors, source: Source, at: string, volumeName: string, persistent: boolean, path: string) => void;

const partition: Special = (errors, source, at) => {
  const value = source['partition'];
  if (typeof value === 'number' && (value < 0 || value > 255)) errors.push(invalid(`${at}.partition`, value, inclusiveRange(1, 255)));
};

function secretRef(errors: Errors, source: Source, at: string, persistent: boolean): void {
  const ref = source['secretRef'] as Source | undefined;
  if (!ref) return;
  if (!text(ref, 'name')) errors.push(required(`${at}.secretRef.name`));
  if (persistent && !text(ref, 'namespace')) errors.push(required(`${at}.secretRef.namespace`));
}

function iqn(errors: Errors, value: string, path: string, longText: boolean): void {
  const known = /^(iqn|eui|naa)/.exec(value)?.[0];
  const patterns: Readonly<Record<string, RegExp>> = { iqn: /^iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/, eui: /^eui\.[a-zA-Z0-9]{16}$/, naa: /^naa\.[a-zA-Z0-9]{32}$/ };
  if (!known) errors.push(invalid(path, value, longText ? 'must be valid format starting with iqn, eui, or naa' : 'must be valid format'));
  else if (!patterns[known]?.test(value)) errors.push(invalid(path, value, 'must be valid format'));
}

const special: Readonly<Record<string, Special>> = {
  gcePersistentDisk: partition,
  awsElasticBlockStore: partition,
  gitRepo: (errors, source, at) => descendingPath(errors, `${at}.directory`, text(source, 'directory')),
  nfs: (errors, source, at) => {
    const path = text(source, 'path');
    if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  },
  iscsi: validateIscsi,
  fc: (errors, source, at) => {
    const wwns = (source['targetWWNs'] ?? []) as readonly string[];
    const wwids = (source['wwids'] ?? []) as readonly string[];
    const lun = source['lun'];
    if (wwns.length === 0 && wwids.length === 0) errors.push(required(`${at}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'));
    if (wwns.length > 0 && wwids.length > 0) errors.push(invalid(`${at}.targetWWNs`, wwns, 'targetWWNs and wwids can not be specified simultaneously'));
    if (wwns.length === 0) return;
    if (typeof lun !== 'number') errors.push(required(`${at}.lun`, 'lun is required if targetWWNs is specified'));
    else if (lun < 0 || lun > 255) errors.push(invalid(`${at}.lun`, lun, inclusiveRange(0, 255)));
  },
  flocker: (errors, source, at) => {
    const name = text(source, 'datasetName');
    const uuid = text(source, 'datasetUUID');
    if (!name && !uuid) errors.push(required(at, 'one of datasetName and datasetUUID is required'));
    if (name && uuid) errors.push(invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
    if (name.includes('/')) errors.push(invalid(`${at}.datasetName`, name, "must not contain '/'"));
  },
  cinder: (errors, source, at, _name, persistent) => secretRef(errors, source, at, persistent),
  quobyte: (errors, source, at) => {
    const registry = text(source, 'registry');
    const pairs = 'must be a host:port pair or multiple pairs separated by commas';
    if (!registry) errors.push(required(`${at}.registry`, pairs));
    else if (text(source, 'tenant').length >= 65) errors.push(required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
    else for (const pair of registry.split(',')) if (!/^[^:]*:[^:]*$|^\[.*\]:[^:]*$/.test(pair)) errors.push(invalid(`${at}.registry`, registry, pairs));
    if (!text(source, 'volume')) errors.push(required(`${at}.volume`));
  },
  flexVolume: (errors, source, at) => {
    for (const key of Object.keys((source['options'] ?? {}) as Source)) {
      const namespace = `.${key.split('/')[0]?.toLowerCase() ?? ''}`;
      if (key.includes('/') ? /\.(kubernetes|k8s)\.io$/.test(namespace) : /\.(kubernetes|k8s)\.io$/.test(`.${key.toLowerCase()}`)) {
        errors.push(invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'));
      }
    }
  },
  azureFile: (errors, source, at) => {
    if (source['secretNamespace'] === '') errors.push(required(`${at}.secretNamespace`));
  },
  azureDisk: (errors, source, at) => {
    const { cachingMode, kind } = source as { readonly cachingMode?: string; readonly kind?: string };
    const uri = text(source, 'diskURI');
    const modes = ['None', 'ReadOnly', 'ReadWrite'];
    const kinds = ['Dedicated', 'Managed', 'Shared'];
    if (cachingMode !== undefined && !modes.includes(cachingMode)) errors.push(notSupported(`${at}.cachingMode`, cachingMode, modes));
    if (kind !== undefined && !kinds.includes(kind)) errors.push(notSupported(`${at}.kind`, kind, kinds));
    if (kind === 'Managed' && !uri.startsWith('/subscriptions/')) errors.push(notSupported(`${at}.diskURI`, uri, ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']));
    if (kind !== undefined && kind !== 'Managed' && !uri.startsWith('https://')) errors.push(notSupported(`${at}.diskURI`, uri, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']));
  },
  storageos: (errors, source, at, _name, persistent) => {
    const name = text(source, 'volumeName');
    if (!name) errors.push(required(`${at}.volumeName`));
    else dnsLabel(errors, `${at}.volumeName`, name);
    if (text(source, 'volumeNamespace')) dnsLabel(errors, `${at}.volumeNamespace`, text(source, 'volumeNamespace'));
    secretRef(errors, source, at, persistent);
  },
};

function validateIscsi(errors: Errors, source: Source, at: string, volumeName: string, persistent: boolean, path: string): void {
  const portal = text(source, 'targetPortal');
  const initiator = source['initiatorName'];
  const lun = source['lun'];
  const tooLong = typeof initiator === 'string' && `${volumeName}:${portal}`.length > 64;
  const tooLongText = 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  if (!portal) errors.push(required(`${at}.targetPortal`));
  if (persistent && tooLong) errors.push(invalid(`${at}.targetportal`, portal, tooLongText));
  if (!text(source, 'iqn')) errors.push(required(`${at}.iqn`));
  else iqn(errors, text(source, 'iqn'), `${at}.iqn`, !persistent);
  if (typeof lun === 'number' && (lun < 0 || lun > 255)) errors.push(invalid(`${at}.lun`, lun as Json, inclusiveRange(0, 255)));
  if ((source['chapAuthDiscovery'] || source['chapAuthSession']) && !source['secretRef']) errors.push(required(`${at}.secretRef`));
  if (persistent && source['secretRef'] && !text(source['secretRef'] as Source, 'name')) errors.push(required(`${at}.secretRef.name`));
  if (typeof initiator === 'string') iqn(errors, initiator, `${at}.initiatorname`, !persistent);
  if (!persistent && tooLong) errors.push(invalid(`${path}.name`, volumeName, tooLongText));
}

