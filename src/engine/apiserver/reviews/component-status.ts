// componentstatuses: deprecated, and always well here (pkg/registry/core/componentstatus).
import type { Json } from '../../base/json.ts';
import { notFound } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';

const NAMES = ['controller-manager', 'etcd-0', 'scheduler'];

function statusOf(name: string): Json {
  return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] };
}

export function componentStatuses(context: Context): Answer {
  context.warn('v1 ComponentStatus is deprecated in v1.19+');
  const { name } = context.info;
  if (name === '') return { code: 200, value: { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: NAMES.map(statusOf) } };
  if (!NAMES.includes(name)) throw notFound(kinds.componentstatuses, name);
  return { code: 200, value: { kind: 'ComponentStatus', apiVersion: 'v1', ...(statusOf(name) as { readonly [key: string]: Json }) } };
}
