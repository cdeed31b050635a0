// Volume mounts and block devices of a container (pkg/apis/core/validation: ValidateVolumeMounts, ValidateVolumeDevices).
import { forbiddenField, invalid, notFoundField, notSupported, required } from '../../../kube/field-error.ts';
import type { Container, Volume, VolumeMount } from '../../../kube/types.generated.ts';
import { descendingPath, type Errors } from '../checks.ts';

/** The Pod's volumes that are valid themselves, by name. */
export type Volumes = ReadonlyMap<string, Volume>;

export function validateMounts(errors: Errors, container: Container, volumes: Volumes, path: string): void {
  const seen = new Set<string>();
  const devices = container.volumeDevices ?? [];
  container.volumeMounts?.forEach((mount, i) => {
    const at = `${path}[${i}]`;
    if (!mount.name) errors.push(required(`${at}.name`));
    const volume = volumes.get(mount.name);
    if (!volume) errors.push(notFoundField(`${at}.name`, mount.name));
    if (!mount.mountPath) errors.push(required(`${at}.mountPath`));
    if (seen.has(mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    seen.add(mount.mountPath);
    if (devices.some((d) => d.name === mount.name)) errors.push(invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
    if (devices.some((d) => d.devicePath === mount.mountPath)) errors.push(invalid(`${at}.mountPath`, mount.mountPath, 'must not already exist as a path in volumeDevices'));
    validateSubPaths(errors, mount, at, path);
    validatePropagation(errors, mount, container, path);
    validateRecursiveReadOnly(errors, mount, `${path}.recursiveReadOnly`);
  });
}

function validateSubPaths(errors: Errors, mount: VolumeMount, at: string, path: string): void {
  if (mount.subPath) descendingPath(errors, `${path}.subPath`, mount.subPath);
  if (!mount.subPathExpr) return;
  if (mount.subPath) errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  descendingPath(errors, `${path}.subPathExpr`, mount.subPathExpr);
}

function validatePropagation(errors: Errors, mount: VolumeMount, container: Container, path: string): void {
  const mode = mount.mountPropagation;
  if (mode === undefined) return;
  const supported = ['Bidirectional', 'HostToContainer', 'None'];
  if (!supported.includes(mode)) errors.push(notSupported(`${path}.mountPropagation`, mode, supported));
  if (mode === 'Bidirectional' && container.securityContext?.privileged !== true) {
    errors.push(forbiddenField(`${path}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers'));
  }
}

function validateRecursiveReadOnly(errors: Errors, mount: VolumeMount, path: string): void {
  const mode = mount.recursiveReadOnly;
  if (mode === undefined || mode === 'Disabled') return;
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    errors.push(notSupported(path, mode, ['Disabled', 'Enabled', 'IfPossible']));
    return;
  }
  if (!mount.readOnly) errors.push(forbiddenField(path, 'may only be specified when readOnly is true'));
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') errors.push(forbiddenField(path, 'may only be specified when mountPropagation is None or not specified'));
}

export function validateDevices(errors: Errors, container: Container, volumes: Volumes, path: string): void {
  const paths = new Set<string>();
  const names = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  container.volumeDevices?.forEach(({ name, devicePath }, i) => {
    const at = `${path}[${i}]`;
    const volume = volumes.get(name);
    if (!name) errors.push(required(`${at}.name`));
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'));
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (!volume) errors.push(notFoundField(`${at}.name`, name));
    if (!devicePath) errors.push(required(`${at}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    if (devicePath && devicePath.split('/').includes('..')) errors.push(invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.some((m) => m.name === name)) errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    if (mounts.some((m) => m.mountPath === devicePath)) errors.push(invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name) names.add(name);
  });
}
