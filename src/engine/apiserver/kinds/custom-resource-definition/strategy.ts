// CustomResourceDefinition (apiextensions-apiserver/pkg/registry/customresourcedefinition, pkg/apis/apiextensions).
import type { Mutable } from '../../../base/json.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { CustomResourceDefinition } from '../../../kube/types.generated.ts';
import { keepStatus } from '../../defaults/status.ts';
import { strategy } from '../../strategy.ts';
import { column, createdDescription, nameColumn } from '../../tables/columns.ts';
import { errorsOf } from '../../validation/checks.ts';
import { validateMetaUpdate } from '../../validation/object-meta.ts';
import { validateDefinition, validateDefinitionUpdate } from './validate.ts';

function defaults(draft: Mutable<CustomResourceDefinition>): void {
  const spec = draft.spec;
  const names = (spec.names ??= { kind: '', plural: '' });
  if (names.kind) {
    names.singular ||= names.kind.toLowerCase();
    names.listKind ||= `${names.kind}List`;
  }
  spec.conversion ??= { strategy: 'None' };
  const webhook = spec.conversion.webhook?.clientConfig?.service;
  if (webhook) webhook.port ??= 443;
}

export const customResourceDefinition = strategy<CustomResourceDefinition>({
  kind: kinds.customresourcedefinitions,
  generation: true,
  returnsDeleted: true,
  allowUnconditionalUpdate: false,
  default: defaults,
  prepareForCreate(draft) {
    const stored = [...new Set((draft.spec.versions ?? []).filter((version) => version.storage).map((version) => version.name))];
    draft.status = { conditions: null as unknown as [], acceptedNames: { plural: '', kind: '' }, storedVersions: stored.length > 0 ? stored : (null as unknown as []) };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
    for (const { name, storage } of draft.spec.versions ?? []) {
      if (!storage || draft.status?.storedVersions?.includes(name)) continue;
      draft.status = { ...draft.status, storedVersions: [...(draft.status?.storedVersions ?? []), name] };
    }
  },
  validate: (object) => errorsOf((errors) => validateDefinition(errors, object)),
  validateUpdate: (object, old) => errorsOf((errors) => validateDefinitionUpdate(errors, object, old)),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validateMetaUpdate(errors, object.metadata, old.metadata)),
  columns: [nameColumn, column('Created At', 'date', createdDescription)],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp],
});
