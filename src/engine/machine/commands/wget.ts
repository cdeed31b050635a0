// wget, in busybox's fashion: a file, or standard output with -O-.
import type { Fiber } from '../../sim/fiber.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { HttpBroken } from '../http-codec.ts';
import { HttpError, type HttpResponse, parseUrl, request } from '../http.ts';
import { NetError } from '../net.ts';
import { openOutput } from '../open-file.ts';
import type { Program } from '../process.ts';

export const wget: Program = command({
  name: 'wget', usage: 'wget [-cqS] [--spider] [-O FILE] [--header STR] [--post-data STR] [-T SEC] URL...', about: 'Retrieve files via HTTP.',
  flags: { quiet: { short: 'q', long: 'quiet' }, output: { short: 'O', long: 'output-document', takes: 'value' }, timeout: { short: 'T', long: 'timeout', takes: 'value' }, spider: { long: 'spider' }, headers: { short: 'S', long: 'server-response' }, header: { long: 'header', takes: 'value' }, post: { long: 'post-data', takes: 'value' }, insecure: { long: 'no-check-certificate' }, tries: { short: 't', long: 'tries', takes: 'value' }, agent: { short: 'U', takes: 'value' }, prefix: { short: 'P', takes: 'value' }, continue: { short: 'c' }, noVerbose: { long: 'no-verbose' }, n: { short: 'n', takes: 'value' } },
}, function* (run) {
  if (run.args.length === 0) throw new CommandFailure("missing URL\nUsage: wget [OPTION]... [URL]...");
  for (const url of run.args) yield* fetch(run, url, 0);
});

function* fetch(run: Run, text: string, redirects: number): Fiber<void> {
  const url = parseUrl(text);
  if (!url) throw new CommandFailure(`bad address '${text}'`);
  const tell = (words: string): void => {
    if (!run.has('quiet')) run.process.stderr.push(words);
  };
  const response = yield* get(run, text, url.host, tell);
  if (run.has('headers')) run.process.stderr.push(`  HTTP/1.1 ${response.status} ${response.reason}\n${response.headers.fields.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`);
  const location = response.headers.get('location');
  if (location !== undefined && response.status >= 300 && response.status < 400) {
    response.close();
    if (redirects > 5) throw new CommandFailure('too many redirections');
    return yield* fetch(run, /^https?:/.test(location) ? location : `${url.scheme}://${url.host}:${url.port}${location}`, redirects + 1);
  }
  if (response.status >= 400) {
    response.close();
    throw new CommandFailure(`server returned error: HTTP/1.1 ${response.status} ${response.reason}`);
  }
  if (run.has('spider')) {
    response.close();
    return tell('remote file exists\n');
  }
  const name = run.get('output') ?? (url.target.replace(/[?#].*$/, '').split('/').at(-1) || 'index.html');
  const writer = name === '-' ? undefined : openOutput(run.process, run.has('prefix') ? `${run.get('prefix')}/${name}` : name, false);
  if (writer) tell(`saving to '${name}'\n`);
  try {
    for (;;) {
      const piece = yield* response.body.read();
      if (piece === undefined) break;
      if (!(writer ? yield* writer.write(piece) : yield* run.out(piece))) break;
    }
  } catch (error) {
    if (!(error instanceof HttpBroken)) throw error;
    throw new CommandFailure('connection closed prematurely');
  } finally {
    response.close();
  }
  if (writer) tell(`${name.padEnd(20)} 100% |********************************|  ${response.headers.get('content-length') ?? '-'}  0:00:00 ETA\n'${name}' saved\n`);
}

function* get(run: Run, text: string, host: string, tell: (words: string) => void): Fiber<HttpResponse> {
  const url = parseUrl(text) as NonNullable<ReturnType<typeof parseUrl>>;
  const given = run.all('header').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
  const post = run.get('post');
  try {
    const [ip] = /^[\d.]+$/.test(host) ? [host] : yield* run.process.net.resolve(host);
    tell(`Connecting to ${host} (${ip}:${url.port})\n`);
    return yield* request(run.process.net, url, {
      headers: [['User-Agent', run.get('agent') ?? 'Wget'], ['Connection', 'close'], ...given, ...(post === undefined ? [] : [['Content-Type', 'application/x-www-form-urlencoded'] as const])], insecure: true, nowMs: run.process.clock.nowMs,
      ...(post === undefined ? {} : { body: post }), ...(run.has('timeout') ? { timeoutMs: run.number('timeout', 0) * 1000 } : {}),
    });
  } catch (error) {
    if (error instanceof HttpError) throw new CommandFailure(error.fault === 'timeout' ? 'download timed out' : error.fault === 'empty' ? 'error getting response' : error.message);
    if (!(error instanceof NetError)) throw error;
    if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') throw new CommandFailure(`bad address '${host}${url.port === 80 ? '' : `:${url.port}`}'`);
    if (error.errno === 'ETIMEDOUT' && run.has('timeout')) throw new CommandFailure('download timed out');
    throw new CommandFailure(`can't connect to remote host${/^[\d.]+$/.test(host) ? ` (${host})` : ''}: ${{ ECONNREFUSED: 'Connection refused', ETIMEDOUT: 'Operation timed out', EHOSTUNREACH: 'Host is unreachable', ENETUNREACH: 'Network is unreachable', ECONNRESET: 'Connection reset by peer', EADDRINUSE: 'Address in use' }[error.errno]}`);
  }
}
