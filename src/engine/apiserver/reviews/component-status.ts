// componentstatuses: deprecated, and always well here (pkg/registry/core/componentstatus).
import type { Json, JsonObject } from '../../base/json.ts';
import { notFound } from '../../kube/api-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';
import { componentStatus } from '../kinds/component-status.ts';
import { negotiate } from '../negotiation.ts';
import { queryValue } from '../request-info.ts';
import { includeObject, tableOf } from '../table.ts';

const NAMES = ['controller-manager', 'etcd-0', 'scheduler'];

function statusOf(name: string): JsonObject {
  return { metadata: { name }, conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }] };
}

export function componentStatuses(context: Context): Answer {
  context.warn('v1 ComponentStatus is deprecated in v1.19+');
  const { name } = context.info;
  if (name !== '' && !NAMES.includes(name)) throw notFound(kinds.componentstatuses, name);
  const found = (name === '' ? NAMES : [name]).map(statusOf);
  if (negotiate(context.request).transform === 'Table') return { code: 200, value: table(context, found) };
  if (name === '') return { code: 200, value: { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: found } };
  return { code: 200, value: { kind: 'ComponentStatus', apiVersion: 'v1', ...found[0] } };
}

function table(context: Context, found: readonly JsonObject[]): Json {
  const items = found.map((one) => ({ kind: 'ComponentStatus', apiVersion: 'v1', ...one })) as unknown as readonly KubeObject[];
  return tableOf({ strategy: componentStatus, items, metadata: {}, include: includeObject(queryValue(context.request.query, 'includeObject')), nowMs: context.nowMs, headers: true });
}
