// ControllerRevision (pkg/registry/apps/controllerrevision, ValidateControllerRevision).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ControllerRevision } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { immutable, nonNegative } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

/** `daemonset.apps/name` of the owner that controls it. */
function controller({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

export const controllerRevision = strategy<ControllerRevision>({
  kind: kinds.controllerrevisions,
  generation: false,
  ...checked<ControllerRevision>(
    { namespaced: true, name: nameIsSubdomain },
    (errors, { data, revision }) => {
      if (data === undefined || data === null) errors.push(required('data', 'data is mandatory'));
      nonNegative(errors, 'revision', revision);
    },
    (errors, object, old) => immutable(errors, 'data', object.data, old.data),
  ),
  columns: [nameColumn, column('Controller', 'string', 'Controller of the object'), column('Revision', 'string', 'Revision indicates the revision of the state represented by Data.'), ageColumn],
  cells: (object, nowMs) => [object.metadata.name, controller(object), object.revision, age(object.metadata.creationTimestamp, nowMs)],
});
