// Bytes on the wire to `serve`, well formed to broken: bodies cut off, percent signs that mean nothing, headers too large, chunks that lie. Every connection must end or be answered, and never with a 500.
import net from 'node:net';
import { Random } from '../../engine/sim/random.ts';
import { hostileStrings } from './hostile.ts';
import { recordedRequests } from './manifests.ts';

const recorded = recordedRequests();
const CRLF = '\r\n';
/** What has no answer until then hangs. */
const LIMIT_MS = 5000;

const chance = (random: Random, oneIn: number): boolean => random.int(oneIn) === 0;
const methods: readonly string[] = ['GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'PUT', 'PATCH', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'G ET', ''];
const bodies: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];
const paths: readonly string[] = [
  '/', '/api', '/apis', '/version', '/healthz', '/metrics', '/openapi/v2', '/openapi/v3', '/api/v1/namespaces', '/api/v1/namespaces/default/pods', '/api/v1/namespaces/default/configmaps', '/api/v1/namespaces/default/configmaps/x', '/apis/apps/v1/namespaces/default/deployments', '/apis/apps/v1/namespaces/default/deployments/web', '/api/v1/nodes/node-1/proxy/', '/api/v1/namespaces/default/pods/one/log', '/api/v1/namespaces/default/pods/one/exec', '/api/v1/namespaces/default/pods/one/portforward', '/api/v1/namespaces/default/services/web:80/proxy/', '/kubarium/nodes/nosuch/stop',
  '/%', '/%zz', '/%00', '/%2e%2e/%2e%2e', '/api/v1/namespaces/%E0%A4%A/pods', '/api/v1/namespaces/default/pods/%ff', '/api/v1/namespaces/default/pods/a%2Fb', '//', '//evil.example/api', '///', '/../..', '/api/v1/../v1/pods', '/api//v1//pods', '/api/v1/pods/', '*', 'api', 'http://', 'http://[', 'http://localhost:99999/api', 'http://example.com/api/v1/pods', '/\\', '/api/v1/pods#x', '/api/v1/pods?', '/\u00e4', '/__proto__', '/constructor/prototype',
];
const queries: readonly string[] = ['', '', '', '', 'limit=1', 'limit=%', 'limit=1&limit=2', '%=%', '=', '&&&', 'watch=1&timeoutSeconds=1', 'labelSelector=%00', 'labelSelector=a%20in%20(', 'fieldSelector=%ff', 'resourceVersion=%F0%9F', 'continue=!!', '__proto__=x', 'dryRun=All', 'fieldManager=a&force=true', 'pretty=%', `x=${'y'.repeat(9000)}`, 'command=%00&stdout=1', 'ports=80', 'ports=x'];
const types: readonly string[] = ['application/json', 'application/json', 'application/json', 'application/yaml', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/vnd.kubernetes.protobuf', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/json; charset=utf-16', 'application/json;charset', ';', '/', 'text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/cbor', ''];
const accepts: readonly string[] = ['application/json', '*/*', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json;as=Table;v=v9;g=x', 'a', ';;;', '*', ', , ,', 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', 'text/html', 'application/json;q=0', ''];
const yamls: readonly string[] = ['apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n', 'a: &a [*a]', 'a: &a {b: *a}', '&a a: &b b\n*a : *b', '- '.repeat(3000), '{'.repeat(3000), '[[[[', 'a: b: c', '\ta: b', '%YAML 9.9\n---\na', '--- |\n', '!!binary x', '!!js/function x', '? ', 'a: !!int x', '---\n---\n---\n', 'a: "\\x"', "'", '"', '<<: *x', '<<: {a: b}', 'x: 1e999', 'x: .inf', 'x: 0o777', '\u0000', '\ufeffa: b', `a: &x ${'y'.repeat(100)}\nb: [${'*x,'.repeat(2000)}*x]`];
const jsons: readonly string[] = ['', '{', '}', '[]', 'null', '1', '"', '"\\u', '"\\ud800"', '{"a":}', '{"a":1,"a":2}', '{"a":1}x', '[1,]', '\u0000', 'NaN', '-', '1e', '01', '{"__proto__":{"a":1}}', '['.repeat(20_000), '{"a":'.repeat(5000), '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"x"}}', '{"kind":"Status"}', ' '.repeat(5000)];

/** A message of protobuf's wire format that says what it likes. */
function protobuf(random: Random): Buffer {
  const magic = Buffer.from([0x6b, 0x38, 0x73, 0]);
  const text = (number: number, value: string | Buffer, lie = 0): Buffer => {
    const bytes = Buffer.from(value as string);
    return Buffer.concat([Buffer.from([number * 8 + 2, (bytes.length + lie) & 127]), bytes]);
  };
  const junk = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.int(256)));
  const [apiVersion, kind] = random.pick([['v1', 'ConfigMap'], ['v1', 'Pod'], ['apps/v1', 'Deployment'], ['v1', 'Event'], ['v1', 'DeleteOptions'], ['nosuch/v1', 'X'], ['__proto__', 'constructor'], ['', '']] as const);
  const object = random.pick([
    () => Buffer.alloc(0), () => junk(random.int(60)), () => text(1, text(1, 'x')), () => text(1, text(1, 'x', 9)), () => text(1, Buffer.concat([text(1, 'x'), text(8, junk(4))])), () => text(1, Buffer.concat([text(1, 'x'), text(17, text(7, text(1, '{')))])), () => text(2, Buffer.concat([text(1, 'k'), text(2, 'v')])), () => text(2, text(2, junk(9))),
    // A number where a text should be, and the other way round.
    () => Buffer.from([8, 1]), () => Buffer.from([16, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]), () => Buffer.from([9, 1, 2]), () => Buffer.from([13]), () => text(2, Buffer.concat([Buffer.from([8, 5]), text(2, 'v')])), () => text(1, text(17, Buffer.from([8, 5, 58, 2, 8, 1]))), () => text(1, text(15, Buffer.from([10, 1]))), () => text(2, text(1, text(3, text(4, 'x')))),
  ])();
  const unknown = Buffer.concat([text(1, Buffer.concat([text(1, apiVersion), text(2, kind)])), Buffer.concat([Buffer.from([18, object.length & 127]), object])]);
  return random.pick([() => Buffer.concat([magic, unknown]), () => Buffer.concat([magic, unknown]), () => Buffer.concat([magic, unknown, junk(5)]), () => Buffer.concat([magic, unknown.subarray(0, random.int(unknown.length + 1))]), () => Buffer.concat([magic, junk(random.int(80))]), () => magic, () => magic.subarray(0, 3), () => junk(30), () => Buffer.concat([magic, text(1, Buffer.from([10, 200]))])])();
}

function bodyFor(random: Random, type: string): Buffer {
  if (type.includes('protobuf')) return protobuf(random);
  const manifest = (): string => JSON.stringify(random.pick(recorded).body).replaceAll('{ns}', 'default');
  const text = random.pick([() => random.pick(type.includes('yaml') ? yamls : jsons), () => random.pick(jsons), manifest, () => manifest().slice(0, random.int(200)), () => random.pick(hostileStrings)])();
  const bytes = Buffer.from(text, 'utf8');
  // A byte that is no UTF-8, anywhere.
  if (chance(random, 6) && bytes.length > 0) bytes[random.int(bytes.length)] = 0xff;
  return bytes;
}

/** How the body is framed: with its length, a wrong one, in chunks, in chunks that lie, twice. */
function framed(random: Random, body: Buffer): readonly [headers: readonly string[], bytes: Buffer] {
  const chunk = (bytes: Buffer, size = bytes.length.toString(16)): Buffer => Buffer.concat([Buffer.from(size + CRLF), bytes, Buffer.from(CRLF)]);
  const end = Buffer.from(`0${CRLF}${CRLF}`);
  const half = body.length >> 1;
  switch (random.int(16)) {
    case 0: return [[`Content-Length: ${body.length + 10}`], body];
    case 1: return [[`Content-Length: ${Math.max(0, body.length - 3)}`], body];
    case 2: return [['Content-Length: x'], body];
    case 3: return [['Content-Length: -1'], body];
    case 4: return [['Transfer-Encoding: chunked'], Buffer.concat([chunk(body.subarray(0, half)), chunk(body.subarray(half)), end])];
    case 5: return [['Transfer-Encoding: chunked'], chunk(body)];
    case 6: return [['Transfer-Encoding: chunked'], Buffer.concat([chunk(body, 'zz'), end])];
    case 7: return [['Transfer-Encoding: chunked'], Buffer.concat([chunk(body, 'fffffffff'), end])];
    case 8: return [['Transfer-Encoding: chunked', `Content-Length: ${body.length}`], Buffer.concat([chunk(body), end])];
    case 9: return [['Transfer-Encoding: gzip'], body];
    case 10: return [['Content-Encoding: gzip', `Content-Length: ${body.length}`], body];
    case 11: return [[`Content-Length: ${body.length}`, 'Expect: 100-continue'], body];
    default: return [[`Content-Length: ${body.length}`], body];
  }
}

const oddHeaders: readonly string[] = ['Authorization: Bearer x', 'Authorization: Bearer', 'Authorization: Basic !!!', 'Impersonate-User: bob', 'Impersonate-User: ', 'Impersonate-Group: g', 'Impersonate-Extra-%zz: x', 'Impersonate-Extra-a%2Fb: x', 'X: y', 'X', ': x', 'X : y', `X: ${'y'.repeat(20_000)}`, 'Cookie: a', 'Upgrade: websocket', 'Upgrade: SPDY/3.1', 'Upgrade: h2c', 'Connection: Upgrade', 'Connection: close', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Protocol: v5.channel.k8s.io', 'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.%%', 'Accept-Encoding: gzip', 'Range: bytes=0-', 'If-None-Match: *', '__proto__: x', 'Host: other', 'User-Agent: '];

/** One connection's bytes. */
export function bytesOf(seed: string): Buffer {
  const random = new Random(`bytes ${seed}`);
  if (chance(random, 30)) return Buffer.from(random.pick(['\r\n\r\n', 'GET', 'GET /\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\u0000\u0001\u0002', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\u0016\u0003\u0001\u0000\u0005hello', `GET /${'a'.repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(3000)}\r\n`]), 'latin1');
  const method = random.pick(methods);
  const type = random.pick(types);
  const path = chance(random, 15) ? `/api/v1/namespaces/default/configmaps/${random.pick(hostileStrings)}` : random.pick(paths);
  const query = random.pick(queries);
  const [framing, body] = bodies.includes(method) || chance(random, 20) ? framed(random, bodyFor(random, type)) : [[], Buffer.alloc(0)];
  const odd = Array.from({ length: random.pick([0, 0, 0, 1, 1, 2, 3]) }, () => random.pick(oddHeaders));
  const head = [`${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`, 'Host: localhost', `Accept: ${random.pick(accepts)}`, ...(type === '' ? [] : [`Content-Type: ${type}`]), ...framing, ...odd].join(CRLF);
  const bytes = Buffer.concat([Buffer.from(head + CRLF + CRLF, 'latin1'), body]);
  return chance(random, 20) ? bytes.subarray(0, random.int(bytes.length)) : bytes;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The first answer's status and the beginning of its text; 0 where the server closed without one, or waits for bytes that never came. @throws where nothing comes at all */
export function sent(port: number, bytes: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    let head = '';
    const done = (status: number): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ status, text: head.slice(0, 4000) });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${LIMIT_MS} ms`));
    }, LIMIT_MS);
    socket.on('connect', () => {
      // The end of what is sent is said, so that a server that waits for the rest knows.
      socket.end(bytes);
    });
    socket.on('data', (data) => {
      head += data.toString('latin1');
      const status = /^HTTP\/1\.\d (\d+)/.exec(head)?.[1];
      if (status === '100') head = head.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
      else if (status !== undefined && head.includes(`${CRLF}${CRLF}`)) done(Number(status));
    });
    // A server may drop who speaks no HTTP.
    socket.on('error', () => done(0));
    socket.on('close', () => done(0));
  });
}
