// Volumes of a Pod (pkg/apis/core/validation: ValidateVolumes, validateVolumeSource).
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { ObjectMeta } from '../../../kube/object.ts';
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume } from '../../../kube/types.generated.ts';
import { isNegativeAmount } from '../amounts.ts';
import { dnsLabel, dnsSubdomain, each, localNonReservedPath, noBacksteps, type Errors } from '../checks.ts';
import { validateClaimTemplate } from '../claim-spec.ts';
import { nameIsSubdomain } from '../object-meta.ts';
import { validateFieldRef, validateResourceFieldRef, volumeFields } from './env.ts';
import type { Volumes } from './mounts.ts';
import { validateTrustBundle } from './projections.ts';
import { oldSourceNames, validateOldSource } from '../volume-sources.ts';

const fileMode = 'must be a number between 0 and 0777 (octal), both inclusive';

/** Checks them and gives those that are valid, for the mounts to refer to. */
export function validateVolumes(errors: Errors, volumes: readonly Volume[] | undefined, meta: ObjectMeta | undefined, path: string): Volumes {
  const valid = new Map<string, Volume>();
  const created = new Set((volumes ?? []).filter((v) => v.ephemeral && meta?.name).map((v) => `${meta?.name}-${v.name}`));
  volumes?.forEach((volume, i) => {
    const at = `${path}[${i}]`;
    const found: Errors = [];
    validateSource(found, volume, meta, at);
    if (!volume.name) found.push(required(`${at}.name`));
    else dnsLabel(found, `${at}.name`, volume.name);
    if (valid.has(volume.name)) found.push(duplicate(`${at}.name`, volume.name));
    if (found.length === 0) valid.set(volume.name, volume);
    else errors.push(...found);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim && created.has(claim)) errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, 'must not reference a PVC that gets created for an ephemeral volume'));
  });
  return valid;
}

/** In the order in which upstream looks at them; the others are in volume-sources.ts. */
const sourceOrder = [
  'emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder', 'cephfs', 'quobyte',
  'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos', 'projected', 'scaleIO', 'csi', 'ephemeral', 'image',
] as const;
const oddPaths: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

function validateSource(errors: Errors, volume: Volume, meta: ObjectMeta | undefined, path: string): void {
  let count = 0;
  for (const name of sourceOrder) {
    if (volume[name] === undefined) continue;
    if (count++ > 0) {
      errors.push(forbiddenField(`${path}.${oddPaths[name] ?? name}`, 'may not specify more than 1 volume type'));
      continue;
    }
    if (oldSourceNames.includes(name)) validateOldSource(errors, name, volume[name] as Readonly<Record<string, unknown>>, volume.name, path);
    else validateCommonSource(errors, volume, meta, path);
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'));
}

function validateCommonSource(errors: Errors, volume: Volume, meta: ObjectMeta | undefined, path: string): void {
  if (volume.emptyDir) {
    const { sizeLimit } = volume.emptyDir;
    if (sizeLimit !== undefined && isNegativeAmount(sizeLimit)) errors.push(forbiddenField(`${path}.emptyDir.sizeLimit`, 'SizeLimit field must be a valid resource quantity'));
  } else if (volume.hostPath) validateHostPath(errors, volume.hostPath, `${path}.hostPath`);
  else if (volume.secret) {
    if (!volume.secret.secretName) errors.push(required(`${path}.secret.secretName`));
    validateFiles(errors, volume.secret, `${path}.secret`);
  } else if (volume.persistentVolumeClaim) {
    if (!volume.persistentVolumeClaim.claimName) errors.push(required(`${path}.persistentVolumeClaim.claimName`));
  } else if (volume.downwardAPI) {
    validateMode(errors, volume.downwardAPI.defaultMode, `${path}.downwardAPI.defaultMode`);
    for (const file of volume.downwardAPI.items ?? []) validateDownwardFile(errors, file, `${path}.downwardAPI`);
  } else if (volume.configMap) {
    if (!volume.configMap.name) errors.push(required(`${path}.configMap.name`));
    validateFiles(errors, volume.configMap, `${path}.configMap`);
  } else if (volume.projected) {
    validateMode(errors, volume.projected.defaultMode, `${path}.projected.defaultMode`);
    validateProjections(errors, volume.projected, `${path}.projected`);
  } else if (volume.csi) validateCsi(errors, volume.csi, `${path}.csi`);
  else if (volume.ephemeral) validateEphemeral(errors, volume, meta, path);
  else if (volume.image) validateImage(errors, volume.image, `${path}.image`);
}

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function validateHostPath(errors: Errors, source: { readonly path?: string; readonly type?: string }, path: string): void {
  if (!source.path) {
    errors.push(required(`${path}.path`));
    return;
  }
  noBacksteps(errors, `${path}.path`, source.path);
  if (source.type !== undefined && !hostPathTypes.includes(source.type)) errors.push(notSupported(`${path}.type`, source.type, hostPathTypes));
}

function validateMode(errors: Errors, mode: number | undefined, path: string): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, fileMode));
}

function validateFiles(errors: Errors, source: { readonly defaultMode?: number; readonly items?: readonly KeyToPath[] }, path: string): void {
  validateMode(errors, source.defaultMode, `${path}.defaultMode`);
  source.items?.forEach((item, i) => validateKeyToPath(errors, item, `${path}.items[${i}]`));
}

function validateKeyToPath(errors: Errors, item: KeyToPath, path: string): void {
  if (!item.key) errors.push(required(`${path}.key`));
  if (!item.path) errors.push(required(`${path}.path`));
  localNonReservedPath(errors, `${path}.path`, item.path ?? '');
  validateMode(errors, item.mode, `${path}.mode`);
}

function validateDownwardFile(errors: Errors, file: DownwardAPIVolumeFile, path: string): void {
  if (!file.path) errors.push(required(`${path}.path`));
  localNonReservedPath(errors, `${path}.path`, file.path ?? '');
  if (file.fieldRef) {
    validateFieldRef(errors, file.fieldRef, volumeFields, `${path}.fieldRef`);
    if (file.resourceFieldRef) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (file.resourceFieldRef) validateResourceFieldRef(errors, file.resourceFieldRef, `${path}.resourceFieldRef`, true);
  else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  validateMode(errors, file.mode, `${path}.mode`);
}

function validateProjections(errors: Errors, projected: ProjectedVolumeSource, path: string): void {
  const paths = new Set<string>();
  const unique = (file: string | undefined, shown: string | undefined): void => {
    if (!file) return;
    if (paths.has(file)) errors.push(invalid(path, shown ?? '', 'conflicting duplicate paths'));
    paths.add(file);
  };
  projected.sources?.forEach((source, i) => {
    const at = `${path}.sources[${i}]`;
    let count = 0;
    for (const kind of ['secret', 'configMap'] as const) {
      const part = source[kind];
      if (!part) continue;
      count++;
      if (!part.name) errors.push(required(`${at}.${kind}.name`));
      part.items?.forEach((item, k) => {
        validateKeyToPath(errors, item, `${at}.${kind}.items[${k}]`);
        unique(item.path, part.name);
      });
    }
    if (source.downwardAPI && ++count) {
      for (const file of source.downwardAPI.items ?? []) {
        validateDownwardFile(errors, file, `${at}.downwardAPI`);
        unique(file.path, file.path);
      }
    }
    if (source.serviceAccountToken && ++count) {
      const { expirationSeconds = 0, path: file } = source.serviceAccountToken;
      const field = `${at}.serviceAccountToken.expirationSeconds`;
      if (expirationSeconds < 600) errors.push(invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes'));
      if (expirationSeconds > 2 ** 32) errors.push(invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
      if (!file) errors.push(required(`${path}.path`));
      else localNonReservedPath(errors, `${path}.path`, file);
    }
    if (source.clusterTrustBundle && ++count) {
      validateTrustBundle(errors, source.clusterTrustBundle, `${at}.clusterTrustBundle`);
      unique(source.clusterTrustBundle.path, source.clusterTrustBundle.path);
    }
    if (source.podCertificate) count++;
    if (count > 1) errors.push(forbiddenField(at, 'may not specify more than 1 volume type per source'));
  });
}

export function validateDriverName(errors: Errors, driver: string, path: string): void {
  if (!driver) errors.push(required(path));
  if (driver.length > 63) errors.push({ type: 'TooLong', field: path, detail: 'may not be more than 63 bytes' });
  each(errors, path, driver, nameIsSubdomain(driver.toLowerCase()));
}

function validateCsi(errors: Errors, csi: NonNullable<Volume['csi']>, path: string): void {
  validateDriverName(errors, csi.driver ?? '', `${path}.driver`);
  const ref = csi.nodePublishSecretRef;
  if (!ref) return;
  if (!ref.name) errors.push(required(`${path}.nodePublishSecretRef.name`));
  else dnsSubdomain(errors, `${path}.name`, ref.name);
}

function validateEphemeral(errors: Errors, volume: Volume, meta: ObjectMeta | undefined, path: string): void {
  const template = volume.ephemeral?.volumeClaimTemplate;
  if (!template) errors.push(required(`${path}.ephemeral.volumeClaimTemplate`));
  else validateClaimTemplate(errors, template, `${path}.ephemeral.volumeClaimTemplate`);
  if (!meta?.name || !volume.name) return;
  const claim = `${meta.name}-${volume.name}`;
  for (const message of nameIsSubdomain(claim)) errors.push(invalid(`${path}.name`, volume.name, `PVC name ${JSON.stringify(claim)}: ${message}`));
}

function validateImage(errors: Errors, image: NonNullable<Volume['image']>, path: string): void {
  if (!image.reference) errors.push(required(`${path}.reference`));
  const supported = ['Always', 'IfNotPresent', 'Never'];
  if (!image.pullPolicy) errors.push(required(`${path}.pullPolicy`));
  else if (!supported.includes(image.pullPolicy)) errors.push(notSupported(`${path}.pullPolicy`, image.pullPolicy, supported));
}
