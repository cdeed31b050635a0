// What a disk's attachment to a node is called, and the driver of the cloud's disks (pkg/volume/csi getAttachmentName).
import { sha256 } from '../base/sha256.ts';
import { toUtf8 } from '../base/utf8.ts';

export const DISK_DRIVER = 'disk.csi.kubarium.dev';

export const attachmentName = (handle: string, node: string): string => `csi-${[...sha256(toUtf8(`${handle}${DISK_DRIVER}${node}`))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
