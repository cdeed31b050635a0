// Puts an answer into the form that Accept asks for (apiserver/pkg/endpoints/handlers/response.go, negotiation).
import { type ApiResponse, asJson } from '../client/api.ts';
import type { Context } from './context.ts';
import type { Answer } from './handlers/answer.ts';
import type { Present } from './handlers/watch.ts';
import type { Resource } from './resource.ts';

export function present(_context: Context, _resource: Resource): Present {
  return asJson;
}

export function respond(context: Context, answer: Answer): ApiResponse {
  const value = answer.object ? asJson(answer.object) : answer.list ? asJson(answer.list.value as never) : (answer.value ?? null);
  return {
    code: answer.code,
    headers: { 'content-type': 'application/json', ...answer.headers },
    warnings: context.warnings,
    body: answer.body ?? { type: 'json', value },
  };
}
