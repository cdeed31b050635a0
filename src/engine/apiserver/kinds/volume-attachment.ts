// VolumeAttachment (pkg/registry/storage/volumeattachment, pkg/apis/storage/validation).
import { equal } from '../../base/json.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { VolumeAttachment } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { dnsSubdomain } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const volumeAttachment = strategy<VolumeAttachment>({
  kind: kinds.volumeattachments,
  generation: false,
  returnsDeleted: true,
  allowUnconditionalUpdate: false,
  prepareForCreate(draft) {
    draft.status = { attached: false };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<VolumeAttachment>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { spec }) => {
      const { attacher = '', nodeName = '', source = {} } = spec ?? {};
      if (attacher === '') errors.push(required('spec.attacher'));
      const { persistentVolumeName, inlineVolumeSpec } = source;
      if (persistentVolumeName === undefined && inlineVolumeSpec === undefined) errors.push(required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
      else if (persistentVolumeName !== undefined && inlineVolumeSpec !== undefined) errors.push(invalid('spec.source', '', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
      else if (persistentVolumeName === '') errors.push(required('spec.source.persistentVolumeName'));
      dnsSubdomain(errors, 'spec.nodeName', nodeName);
    },
    (errors, object, old) => {
      if (!equal(object.spec, old.spec)) errors.push(invalid('spec', { Attacher: object.spec.attacher, Source: { PersistentVolumeName: object.spec.source?.persistentVolumeName ?? null, InlineVolumeSpec: null }, NodeName: object.spec.nodeName }, 'field is immutable'));
    },
  ),
  columns: [
    nameColumn,
    column('Attacher', 'string', 'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().'),
    column('PV', 'string', 'persistentVolumeName represents the name of the persistent volume to attach.'),
    column('Node', 'string', 'nodeName represents the node that the volume should be attached to.'),
    column('Attached', 'boolean', 'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.'),
    ageColumn,
  ],
  cells: ({ metadata, spec, status }, nowMs) => [metadata.name, spec.attacher, spec.source?.persistentVolumeName ?? '', spec.nodeName, status?.attached ?? false, age(metadata.creationTimestamp, nowMs)],
});
