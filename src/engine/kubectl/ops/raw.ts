// --raw: one request, its answer printed as it came (kubectl/pkg/rawhttp).
import type { Fiber } from '../../sim/fiber.ts';
import { readAll } from '../../sim/stream.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { textOf } from '../rest/rest.ts';

/** @throws CliError */
export function mustBePath(uri: string): void {
  if (!uri.startsWith('/')) throw new CliError(`--raw must be a valid URL path: parse ${JSON.stringify(uri)}: invalid URI for request`);
}

/** What --raw goes together with. @throws CliError */
export function checkRaw(ctx: Invocation, mostFiles: number, leastFiles = 0): void {
  const { flags } = ctx;
  const files = flags.list('filename');
  if (files.length > mostFiles || files.length < leastFiles) throw new CliError('--raw can only use a single local file or stdin');
  if (/^https?:\/\//.test(files[0] ?? '')) throw new CliError('--raw cannot read from a url');
  if (flags.bool('recursive')) throw new CliError('--raw and --recursive are mutually exclusive');
  if (flags.string('output')) throw new CliError('--raw and --output are mutually exclusive');
  mustBePath(flags.string('raw'));
}

/** What is sent with --raw: a file or stdin, as it is. @throws CliError in Go's words */
export function* rawBody(ctx: Invocation): Fiber<string> {
  const [file] = ctx.flags.list('filename');
  return file === undefined ? '' : file === '-' ? yield* readAll(ctx.process.stdin) : ctx.readFile(file);
}

export function* printRaw(ctx: Invocation, method: 'GET' | 'POST' | 'PUT' | 'DELETE', uri: string, body?: string): Fiber<number> {
  const [path = '', search = ''] = uri.split('?');
  const query: Record<string, string> = {};
  for (const pair of search.split('&').filter(Boolean)) {
    const [key = '', value = ''] = pair.split('=');
    query[decodeURIComponent(key)] = decodeURIComponent(value.replace(/\+/g, ' '));
  }
  const response = yield* ctx.rest().send(method, path, { query, ...(body === undefined ? {} : { text: body }) });
  const { body: answer } = response;
  if (answer.type === 'stream') {
    answer.stream.listen({ item: (text) => ctx.out(text), end: () => undefined });
    return 0;
  }
  const text = textOf(answer);
  // The version is the one answer that the server lays out for people.
  ctx.out(answer.type === 'json' ? (path === '/version' ? indentedJson(answer.value, '  ', true) : `${text}\n`) : text);
  return 0;
}
