// What many kinds' tables share: the Name and Age columns and the forms in which labels, selectors and containers are shown (pkg/printers/internalversion/printers.go).
import type { Container, PodTemplateSpec } from '../../kube/types.generated.ts';
import type { Column } from '../strategy.ts';

export const createdDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

export function column(name: string, type: string, description: string, priority = 0): Column {
  return { name, type, format: '', description, priority };
}

export const ageColumn: Column = column('Age', 'string', createdDescription);

export const containersColumn: Column = column('Containers', 'string', 'Names of each container in the template.', 1);
export const imagesColumn: Column = column('Images', 'string', 'Images referenced by each container in the template.', 1);

/** Names and images of a template's containers, each joined by commas. */
export function containerCells(containers: readonly Container[] | undefined): readonly [string, string] {
  const all = containers ?? [];
  return [all.map((c) => c.name).join(','), all.map((c) => c.image ?? '').join(',')];
}

export function templateCells(template: PodTemplateSpec | undefined): readonly [string, string] {
  return containerCells(template?.spec?.containers);
}
