// PodTemplate (pkg/registry/core/podtemplate, ValidatePodTemplate).
import { kinds } from '../../kube/kinds.generated.ts';
import type { PodTemplate } from '../../kube/types.generated.ts';
import { defaultTemplate } from '../defaults/pod-spec.ts';
import { strategy } from '../strategy.ts';
import { formatLabels } from '../../kube/labels.ts';
import { column, nameColumn, templateCells } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { validatePodTemplate } from '../validation/pod/template.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

export const podTemplate = strategy<PodTemplate>({
  kind: kinds.podtemplates,
  generation: true,
  returnsDeleted: true,
  default(draft) {
    draft.template ??= {};
    defaultTemplate(draft.template);
  },
  ...checked<PodTemplate>({ namespaced: true, name: nameIsSubdomain }, (errors, object) => validatePodTemplate(errors, object.template ?? {}, 'template')),
  warnings: (object, old) => templateWarnings(object.template, old?.template),
  columns: [
    nameColumn,
    column('Containers', 'string', 'Names of each container in the template.'),
    column('Images', 'string', 'Images referenced by each container in the template.'),
    column('Pod Labels', 'string', 'The labels for the pod template.'),
  ],
  cells: (object) => [object.metadata.name, ...templateCells(object.template), formatLabels(object.template?.metadata?.labels)],
});
