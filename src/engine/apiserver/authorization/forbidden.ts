// The words of a refusal (apiserver/pkg/endpoints/handlers/responsewriters/errors.go).
import { ApiError } from '../../kube/api-error.ts';
import { goQuote } from '../../kube/go-format.ts';
import { groupResource } from '../../kube/kind.ts';
import type { Attributes, UserInfo } from './attributes.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export function forbiddenRequest({ user }: UserInfo, attributes: Attributes, reason: string): ApiError {
  const { isResource, verb, group, resource, name } = attributes;
  const why = reason === '' ? '' : `: ${reason}`;
  if (!isResource) return new ApiError(403, 'Forbidden', `forbidden: ${escaped(`User ${goQuote(user)} cannot ${verb} path ${goQuote(attributes.path)}`)}${why}`, {});
  const what = `${groupResource({ group, plural: resource })}${name === '' ? '' : ` ${goQuote(name)}`}`;
  return new ApiError(403, 'Forbidden', `${what} is forbidden: ${escaped(sentence(user, attributes))}${why}`, { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource });
}

function sentence(user: string, { verb, group, resource, subresource, namespace }: Attributes): string {
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  return `User ${goQuote(user)} cannot ${verb} resource ${goQuote(full)} in API group ${goQuote(group)} ${scope}`;
}

const escaped = (text: string): string => text.replace(/[&<>]/g, (char) => ESCAPES[char] as string);
