// The table of a Scale, whatever it scales (pkg/printers/internalversion/printers.go, printScale).
import { age } from '../../kube/duration.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Strategy } from '../strategy.ts';
import { ageColumn, column, nameColumn } from './columns.ts';

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

export const scaleTable: Required<Pick<Strategy, 'columns' | 'cells'>> = {
  columns: [
    nameColumn,
    column('Desired', 'integer', 'replicas is the desired number of instances for the scaled object.'),
    column('Available', 'integer', 'replicas is the actual number of observed instances of the scaled object.'),
    ageColumn,
  ],
  cells: (object, nowMs) => {
    const { metadata, spec, status } = object as Scale;
    return [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age(metadata.creationTimestamp, nowMs)];
  },
};
