// curl: options and what becomes of a response; errors in the real one's words and codes.
import { encodeBase64 } from '../../../base/base64.ts';
import { utf8Length } from '../../../base/utf8.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { sleep } from '../../../sim/fiber.ts';
import { readAll, type Writer } from '../../../sim/stream.ts';
import { type FlagSpec, parseFlags, Run } from '../../command.ts';
import { FileError } from '../../files.ts';
import { type HttpUrl, parseUrl } from '../../http.ts';
import { openOutput } from '../../open-file.ts';
import type { Program } from '../../process.ts';
import { readSecret } from '../../read-secret.ts';
import { CurlError, headText, perform, type Received, type Transfer } from './transfer.ts';
import { trustedNames } from './trust.ts';

const value = (short: string | undefined, long: string): FlagSpec => ({ ...(short ? { short } : {}), long, takes: 'value' });
const flags: Readonly<Record<string, FlagSpec>> = {
  header: value('H', 'header'), user: value('u', 'user'), silent: { short: 's', long: 'silent' }, showError: { short: 'S', long: 'show-error' }, insecure: { short: 'k', long: 'insecure' }, request: value('X', 'request'), data: value('d', 'data'), dataBinary: value(undefined, 'data-binary'), dataRaw: value(undefined, 'data-raw'),
  dataUrlencode: value(undefined, 'data-urlencode'), json: value(undefined, 'json'), get: { short: 'G', long: 'get' }, output: value('o', 'output'), remoteName: { short: 'O', long: 'remote-name' }, write: value('w', 'write-out'), verbose: { short: 'v', long: 'verbose' }, include: { short: 'i', long: 'include' }, head: { short: 'I', long: 'head' },
  location: { short: 'L', long: 'location' }, fail: { short: 'f', long: 'fail' }, failBody: { long: 'fail-with-body' }, maxTime: value('m', 'max-time'), connectTimeout: value(undefined, 'connect-timeout'), retry: value(undefined, 'retry'), retryDelay: value(undefined, 'retry-delay'), retryRefused: { long: 'retry-connrefused' }, retryAll: { long: 'retry-all-errors' },
  resolve: value(undefined, 'resolve'), agent: value('A', 'user-agent'), cacert: value(undefined, 'cacert'), cert: value('E', 'cert'), key: value(undefined, 'key'), compressed: { long: 'compressed' }, noProgress: { long: 'no-progress-meter' }, noBuffer: { short: 'N', long: 'no-buffer' }, bar: { short: '#', long: 'progress-bar' }, http11: { long: 'http1.1' }, http2: { long: 'http2' },
  referer: value('e', 'referer'), cookie: value('b', 'cookie'), cookieJar: value('c', 'cookie-jar'), maxRedirs: value(undefined, 'max-redirs'), version: { short: 'V', long: 'version' }, help: { short: 'h', long: 'help' }, ipv4: { short: '4', long: 'ipv4' }, ipv6: { short: '6', long: 'ipv6' }, upload: value('T', 'upload-file'), createDirs: { long: 'create-dirs' }, globoff: { short: 'g', long: 'globoff' }, oauth: value(undefined, 'oauth2-bearer'), url: value(undefined, 'url'), dump: value('D', 'dump-header'),
};

export const curl: Program = function* (process, argv) {
  const parsed = parseFlags({ name: 'curl', usage: '', about: '', flags }, argv.slice(1));
  const hint = "curl: try 'curl --help' or 'curl --manual' for more information\n";
  if (typeof parsed === 'string') {
    const option = /option '(--[^']*)'/.exec(parsed)?.[1] ?? `-${/'(.)'/.exec(parsed)?.[1] ?? ''}`;
    process.stderr.push(`curl: option ${option}: ${parsed.includes('requires an argument') ? 'requires parameter' : 'is unknown'}\n${hint}`);
    return 2;
  }
  const run = new Run(process, 'curl', parsed);
  if (run.has('version') || run.has('help')) {
    yield* run.out(run.has('version') ? 'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0\nProtocols: http https\n' : `Usage: curl [options...] <url>\n${Object.values(flags).map((flag) => `${flag.short ? ` -${flag.short}, ` : '     '}--${flag.long}${flag.takes ? ' <value>' : ''}\n`).join('')}`);
    return 0;
  }
  const urls = [...run.all('url'), ...run.args];
  if (urls.length === 0) {
    process.stderr.push(hint);
    return 2;
  }
  let status = 0;
  for (const [i, url] of urls.entries()) status = yield* withRetries(run, url, i);
  return status;
};

function* withRetries(run: Run, url: string, index: number): Fiber<number> {
  const retries = Number(run.get('retry') ?? 0);
  for (let attempt = 0; ; attempt++) {
    let fault: CurlError;
    let transient = false;
    try {
      const status = yield* one(run, url, index, attempt < retries);
      if (typeof status === 'number') return status;
      fault = status.error;
      transient = true;
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      fault = error;
      transient = error.code === 28 || error.code === 6 || (error.code === 7 && run.has('retryRefused')) || run.has('retryAll');
    }
    if (attempt >= retries || !transient) {
      if (!run.has('silent') || run.has('showError')) run.process.stderr.push(`curl: (${fault.code}) ${fault.message}\n`);
      const format = run.get('write');
      if (format !== undefined) yield* run.out(writeOut(format, { http_code: '000', response_code: '000', url, size_download: '0', time_total: '0.000000', exitcode: String(fault.code), errormsg: fault.message }));
      return fault.code;
    }
    const delay = run.get('retryDelay') === undefined ? 2 ** attempt : Number(run.get('retryDelay'));
    if (!run.has('silent')) run.process.stderr.push(`Warning: Problem: ${fault.code === 7 ? 'connection refused' : fault.code === 28 ? 'timeout' : fault.code === 22 ? 'HTTP error' : 'error'}. Will retry in ${delay} seconds. ${retries - attempt} retries left.\n`);
    yield* sleep(delay * 1000);
  }
}

function* dataOf(run: Run): Fiber<string | undefined> {
  const parts: string[] = [];
  for (const [flag, strip] of [['data', true], ['dataBinary', false], ['dataRaw', undefined], ['dataUrlencode', undefined], ['json', false]] as const) {
    for (const given of run.all(flag)) {
      if (flag === 'dataUrlencode') {
        const at = given.indexOf('=');
        parts.push(at < 0 ? encode(given) : `${at > 0 ? `${given.slice(0, at)}=` : ''}${encode(given.slice(at + 1))}`);
      } else if (strip === undefined || !given.startsWith('@')) parts.push(given);
      else {
        const path = given.slice(1);
        let text: string;
        try {
          text = path === '-' ? yield* readAll(run.process.stdin) : run.process.files.read(run.path(path));
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          throw new CurlError(26, `Failed to open ${path}`);
        }
        parts.push(strip ? text.replace(/[\r\n]/g, '') : text);
      }
    }
  }
  return parts.length ? parts.join('&') : undefined;
}

const encode = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function urlOf(text: string): HttpUrl {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme !== undefined && !/^https?$/i.test(scheme)) throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  const url = parseUrl(text);
  if (!url) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
  if (/[ \t]/.test(text)) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
  return url;
}

function* transferOf(run: Run, url: HttpUrl): Fiber<Transfer> {
  const body = run.has('upload') ? run.process.files.read(run.path(run.get('upload') as string)) : yield* dataOf(run);
  const asQuery = run.has('get') && body !== undefined;
  const target = asQuery ? `${url.target}${url.target.includes('?') ? '&' : '?'}${body}` : url.target;
  const sent = asQuery ? undefined : body;
  const user = yield* withPassword(run, run.get('user') ?? url.user);
  const given = run.all('header').map((text) => [text.slice(0, Math.max(0, text.search(/[:;]/))), text.slice(text.search(/[:;]/) + 1).trim()] as const);
  const has = (name: string): boolean => given.some(([field]) => field.toLowerCase() === name);
  const port = url.port === (url.scheme === 'https' ? 443 : 80) ? '' : `:${url.port}`;
  const standard: (readonly [string, string])[] = [['Host', (url.host.includes(':') ? `[${url.host}]` : url.host) + port]];
  if (user !== undefined) standard.push(['Authorization', `Basic ${encodeBase64(user.includes(':') ? user : `${user}:`)}`]);
  if (run.has('oauth')) standard.push(['Authorization', `Bearer ${run.get('oauth')}`]);
  standard.push(['User-Agent', run.get('agent') ?? 'curl/8.5.0'], ['Accept', run.has('json') ? 'application/json' : '*/*']);
  if (run.has('cookie')) standard.push(['Cookie', run.get('cookie') as string]);
  if (run.has('referer')) standard.push(['Referer', run.get('referer') as string]);
  const headers = [...standard.filter(([name]) => !has(name.toLowerCase())), ...given.filter(([name, text]) => name !== '' && text !== '')];
  if (sent !== undefined) {
    headers.push(['Content-Length', String(utf8Length(sent))]);
    if (!has('content-type') && !run.has('upload')) headers.push(['Content-Type', run.has('json') ? 'application/json' : 'application/x-www-form-urlencoded']);
  }
  const seconds = (flag: string): number | undefined => (run.has(flag) ? Number(run.get(flag)) * 1000 : undefined);
  const fixed = run.all('resolve').map((text) => /^([^:]+):(\d+):(.+)$/.exec(text)).find((m) => m && m[1] === url.host && Number(m[2]) === url.port);
  return {
    url: { ...url, target }, method: run.get('request') ?? (run.has('head') ? 'HEAD' : run.has('upload') ? 'PUT' : sent !== undefined ? 'POST' : 'GET'), headers, body: sent, insecure: run.has('insecure'), trusted: trustedOf(run), user: user?.split(':')[0],
    connectTo: fixed ? { host: fixed[3] as string, port: url.port } : undefined, connectTimeoutMs: seconds('connectTimeout'), maxTimeMs: seconds('maxTime'),
  };
}

/** A name without a password is asked for one, where there is a terminal. */
function* withPassword(run: Run, user: string | undefined): Fiber<string | undefined> {
  if (user === undefined || user.includes(':') || run.get('user') === undefined) return user;
  return `${user}:${(yield* readSecret(run.process, `Enter host password for user '${user}':`)) ?? ''}`;
}

function trustedOf(run: Run): readonly string[] {
  const path = run.get('cacert');
  if (path === undefined) return [];
  if (!run.process.files.exists(run.path(path))) throw new CurlError(77, `error setting certificate file: ${path}`);
  const names = trustedNames(run.process.files.read(run.path(path)));
  if (names.length === 0) throw new CurlError(77, `error adding trust anchors from file: ${path}`);
  return names;
}

function* one(run: Run, text: string, index: number, mayRetry: boolean): Fiber<number | { readonly error: CurlError }> {
  const { clock } = run.process;
  const started = clock.nowMs;
  let url = urlOf(text);
  const progress = new Progress(run);
  let redirects = 0;
  let received: Received;
  try {
    for (;;) {
      received = yield* perform(run, yield* transferOf(run, url));
      const { response } = received;
      const location = response.headers.get('location');
      if (!run.has('location') || location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) break;
      if (run.has('include') || run.has('head')) yield* run.out(headText(response));
      while ((yield* received.read()) !== undefined);
      response.close();
      if (++redirects > Number(run.get('maxRedirs') ?? 50)) throw new CurlError(47, `Maximum (${run.get('maxRedirs') ?? 50}) redirects followed`);
      url = urlOf(/^https?:/.test(location) ? location : `${url.scheme}://${url.host}:${url.port}${location.startsWith('/') ? location : url.target.replace(/[^/]*$/, location)}`);
    }
    const { response } = received;
    if (mayRetry && [408, 429, 500, 502, 503, 504].includes(response.status)) {
      response.close();
      return { error: new CurlError(22, `The requested URL returned error: ${response.status}`) };
    }
    const failed = (run.has('fail') || run.has('failBody')) && response.status >= 400;
    if (failed && run.has('fail')) throw new CurlError(22, `The requested URL returned error: ${response.status}`);
    const size = yield* save(run, text, index, received, progress);
    response.close();
    const leftIntact = !/close/i.test(response.headers.get('connection') ?? '');
    if (run.has('verbose')) run.process.stderr.push(leftIntact ? `* Connection #0 to host ${url.host} left intact\n` : '* Closing connection 0\n');
    const format = run.get('write');
    if (format !== undefined) yield* run.out(writeOut(format, values(received, text, url, size, redirects, clock.nowMs - started)));
    if (failed) throw new CurlError(22, `The requested URL returned error: ${response.status}`);
    return 0;
  } catch (error) {
    if (error instanceof CurlError) progress.broke(error.code);
    throw error;
  }
}

function values(received: Received, text: string, url: HttpUrl, size: number, redirects: number, tookMs: number): Readonly<Record<string, string>> {
  const { response } = received;
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  return {
    http_code: String(response.status).padStart(3, '0'), response_code: String(response.status).padStart(3, '0'), content_type: response.headers.get('content-type') ?? '', size_download: String(size), url: text, url_effective: /^https?:/.test(text) ? text : `${url.scheme}://${text}/`, remote_ip: received.ip, remote_port: String(url.port), num_redirects: String(redirects), redirect_url: response.headers.get('location') ?? '',
    time_total: seconds(tookMs), time_connect: seconds(received.connectMs), time_namelookup: seconds(0), time_starttransfer: seconds(tookMs), http_version: '1.1', method: '', exitcode: '0', scheme: url.scheme, ssl_verify_result: '0',
  };
}

const writeOut = (format: string, fields: Readonly<Record<string, string>>): string => format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\r/g, '\r').replace(/%\{(\w+)\}|%%/g, (all, name: string | undefined) => (name === undefined ? '%' : (fields[name] ?? (all === '%%' ? '%' : ''))));

function* save(run: Run, text: string, index: number, received: Received, progress: Progress): Fiber<number> {
  const { response } = received;
  const named = run.all('output')[index];
  const path = named ?? (run.has('remoteName') ? text.replace(/[?#].*$/, '').split('/').at(-1) : undefined);
  let writer: Writer | undefined;
  if (path === '') throw new CurlError(23, 'Remote file name has no length!');
  if (path !== undefined && path !== '-') {
    try {
      writer = openOutput(run.process, path, false);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      run.process.stderr.push(`Warning: Failed to open the file ${path}: ${error.message}\n`);
      throw new CurlError(23, 'Failure writing output to destination');
    }
  }
  const write = function* (piece: string): Fiber<void> {
    const ok = writer ? yield* writer.write(piece) : yield* run.out(piece);
    if (!ok) throw new CurlError(23, 'Failure writing output to destination');
  };
  if (run.has('include') || run.has('head')) yield* write(headText(response));
  if (run.get('dump') === '-') yield* run.out(headText(response));
  else if (run.has('dump')) run.process.files.write(run.path(run.get('dump') as string), headText(response));
  let size = 0;
  const total = Number(response.headers.get('content-length') ?? 0);
  for (;;) {
    const piece = yield* received.read();
    if (piece === undefined) break;
    size += utf8Length(piece);
    yield* write(piece);
  }
  progress.done(size, run.has('head') ? 0 : total || size);
  return size;
}

/** The meter on standard error: shown where the output is no terminal, and not with -s. */
class Progress {
  private readonly run: Run;
  private readonly shown: boolean;
  private readonly startedMs: number;
  private finished = false;

  constructor(run: Run) {
    this.run = run;
    const toFile = run.has('output') || run.has('remoteName');
    this.shown = !run.has('silent') && !run.has('noProgress') && !run.has('head') && !run.has('bar') && (toFile || !(run.process.isTty?.(1) ?? run.process.tty !== undefined));
    this.startedMs = run.process.clock.nowMs;
    if (this.shown) run.process.stderr.push(`  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n${ZERO}`);
  }

  done(size: number, total: number): void {
    if (!this.shown || this.finished) return;
    this.finished = true;
    const seconds = (this.run.process.clock.nowMs - this.startedMs) / 1000;
    const speed = shortNumber(seconds > 0 ? size / seconds : size);
    this.run.process.stderr.push(total === 0 ? `${ZERO}\n` : `\r100 ${shortNumber(total)}  100 ${shortNumber(size)}    0     0 ${speed.padStart(6)}      0 --:--:-- ${seconds >= 1 ? clockText(seconds) : '--:--:--'} --:--:-- ${speed}\n`);
  }

  broke(code: number): void {
    if (!this.shown || this.finished) return;
    this.finished = true;
    if (code !== 6) this.run.process.stderr.push(`${ZERO}\n`);
  }
}

const ZERO = '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';
const clockText = (seconds: number): string => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`.padStart(8);

function shortNumber(value: number): string {
  const whole = Math.floor(value);
  if (whole < 100_000) return String(whole).padStart(5);
  if (whole < 10_000 * 1024) return `${String(Math.floor(whole / 1024)).padStart(4)}k`;
  return `${String(Math.floor(whole / 1_048_576)).padStart(4)}M`;
}
