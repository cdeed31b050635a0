// services/proxy, pods/proxy and nodes/proxy: of a node its kubelet's pages; to Services and Pods the API server does not carry HTTP here.
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { notSimulated } from '../errors.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';

export function handleProxy({ info, core }: Context): Answer {
  if (info.resource !== 'nodes') throw notSimulated(`proxying through ${info.resource}/${info.subresource}`);
  const [name = ''] = info.name.split(':');
  if (!core.resources.ofKind(kinds.nodes)?.store.get('', name)) throw new ApiError(404, 'NotFound', `nodes ${JSON.stringify(name)} not found`);
  const kubelet = core.dialKubelet(name);
  if (!kubelet) throw new ApiError(503, 'ServiceUnavailable', `error trying to reach service: dial tcp: i/o timeout`);
  const { status, type, body } = kubelet.page(`/${info.rest.join('/')}`);
  return { code: status, headers: { 'content-type': type }, body: { type: 'text', text: body } };
}
