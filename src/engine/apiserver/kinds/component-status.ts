// ComponentStatus (pkg/registry/core/componentstatus): only ever read.
import { kinds } from '../../kube/kinds.generated.ts';
import type { ComponentStatus } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { column, nameColumn } from '../tables/columns.ts';

export const componentStatus = strategy<ComponentStatus>({
  kind: kinds.componentstatuses,
  generation: false,
  columns: [nameColumn, column('Status', 'string', 'Status of the component conditions'), column('Message', 'string', 'Message of the component conditions'), column('Error', 'string', 'Error of the component conditions')],
  cells({ metadata, conditions }) {
    const healthy = conditions?.find((condition) => condition.type === 'Healthy');
    const status = !healthy ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
    return [metadata.name, status, healthy?.message ?? '', healthy?.error ?? ''];
  },
});
