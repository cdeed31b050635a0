// services/proxy, pods/proxy and nodes/proxy: the API server does not carry HTTP to the machines of this world.
import { notSimulated } from '../errors.ts';
import type { Context } from '../context.ts';
import type { Answer } from '../handlers/answer.ts';

export function handleProxy({ info }: Context): Answer {
  throw notSimulated(`proxying through ${info.resource}/${info.subresource}`);
}
