// Small servers that tutorials use to show who answered: http-echo, whoami, hello-app, bootcamp, and the Node.js program of the notes.
import { compactJson } from '../../kube/go-json.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '../../machine/http.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { civil } from '../../base/time.ts';
import { accessTime, flagValue, MiB, portOf, serveUntil, slashTime, stopSignal } from '../daemon.ts';
import type { ImageContent, Repository } from '../repository.ts';
import { userland } from '../userland.ts';

const text = (body: string, type = 'text/plain; charset=utf-8', status = 200): HttpReply => ({ status, headers: { 'Content-Type': type }, body });

/** Serves one handler until SIGTERM. */
function* serveOn(process: Process, port: number, handler: HttpHandler, failure = `listen tcp :${port}: bind: address already in use\n`): Fiber<number> {
  process.use?.({ cpuMilli: 1, memoryBytes: 5 * MiB });
  const ended = yield* serveUntil(process, stopSignal(process, 'SIGTERM', 'SIGINT'), { port, handler });
  if (typeof ended !== 'number') return 0;
  yield* process.stderr.write(failure);
  return 1;
}

const httpEcho: Program = function* (process, argv) {
  const message = flagValue(argv, 'text') ?? process.env.get('ECHO_TEXT');
  const listen = flagValue(argv, 'listen') ?? ':5678';
  if (!message) {
    yield* process.stderr.write('Missing -text option or the text option is not set in the environment!\n');
    return 127;
  }
  const log = (line: string): void => void process.stderr.push(`${slashTime(process.clock.nowMs)} ${line}\n`);
  log(`[INFO] server is listening on ${listen}`);
  return yield* serveOn(process, portOf(listen), function* (request) {
    log(`${request.headers.get('host') ?? ''} ${request.remote}:${request.remotePort} "${request.method} ${request.target} HTTP/1.1" 200 ${message.length + 1} "${request.headers.get('user-agent') ?? ''}" 12.345µs`);
    return { ...text(`${message}\n`), headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-App-Name': 'http-echo', 'X-App-Version': '1.0.0' } };
  });
};

const whoami: Program = function* (process, argv) {
  const port = Number(flagValue(argv, 'port') ?? process.env.get('WHOAMI_PORT_NUMBER') ?? 80);
  yield* process.stderr.write(`${slashTime(process.clock.nowMs)} Starting up on port ${port}\n`);
  return yield* serveOn(process, port, function* (request) {
    if (request.path === '/health') return text('');
    const headers = request.headers.fields.filter(([name]) => name.toLowerCase() !== 'host').map(([name, value]) => `${name}: ${value}\n`).join('');
    return text(`Hostname: ${process.hostname}\nIP: 127.0.0.1\nIP: ${process.net.ip}\nRemoteAddr: ${request.remote}:${request.remotePort}\n${request.method} ${request.target} HTTP/1.1\nHost: ${request.headers.get('host') ?? ''}\n${headers}\n`);
  });
};

const helloApp = (version: string): Program =>
  function* (process) {
    const port = Number(process.env.get('PORT') ?? 8080);
    yield* process.stderr.write(`${slashTime(process.clock.nowMs)} Server listening on port ${port}\n`);
    return yield* serveOn(process, port, function* (request) {
      process.stderr.push(`${slashTime(process.clock.nowMs)} Serving request: ${request.path}\n`);
      return text(`Hello, world!\nVersion: ${version}\nHostname: ${process.hostname}\n`);
    });
  };

const bootcamp = (version: string): Program =>
  function* (process) {
    yield* process.stdout.write(`Kubernetes Bootcamp App Started At: ${isoTime(process.clock.nowMs)} | Running On:  ${process.hostname} \n\n`);
    const startedMs = process.clock.nowMs;
    let count = 0;
    return yield* serveOn(process, 8080, function* () {
      count++;
      process.stdout.push(`Running On: ${process.hostname} | Total Requests: ${count} | App Uptime: ${(process.clock.nowMs - startedMs) / 1000} seconds | Log Time: ${isoTime(process.clock.nowMs)}\n`);
      return text(`Hello Kubernetes bootcamp! | Running on: ${process.hostname} | v=${version}\n`, 'text/plain');
    });
  };

/** What `cat server.js` in the tutorial shows: the program in the language that it stands for. */
const bootcampSource = (version: string): string => `var http = require('http');
var requests = 0;
var startTime;
var host;

var handleRequest = function (request, response) {
  response.setHeader('Content-Type', 'text/plain');
  response.writeHead(200);
  response.write('Hello Kubernetes bootcamp! | Running on: ');
  response.write(host);
  response.end(' | v=${version}\\n');
  console.log('Running On:', host, '| Total Requests:', ++requests, '| App Uptime:', (new Date() - startTime) / 1000, 'seconds', '| Log Time:', new Date());
};

var www = http.createServer(handleRequest);
www.listen(8080, function () {
  startTime = new Date();
  host = process.env.HOSTNAME;
  console.log('Kubernetes Bootcamp App Started At:', startTime, '| Running On: ', host, '\\n');
});
`;

function isoTime(epochMs: number): string {
  const t = civil(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${t.year}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.ms).padStart(3, '0')}Z`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** JavaScript's Date(): `Fri Nov 20 2026 10:00:00 GMT+0000 (Coordinated Universal Time)` */
function jsDate(epochMs: number): string {
  const t = civil(epochMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${two(t.day)} ${t.year} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} GMT+0000 (Coordinated Universal Time)`;
}

/** index.js of the notes: tells its message, host name, platform, uptime, address and DNS server. */
const nodeApp: Program = function* (process, argv) {
  const message = argv.slice(argv[1] === 'index.js' ? 2 : 1).join(' ') || 'Hello World!';
  const startedMs = process.clock.nowMs;
  yield* process.stdout.write(`${jsDate(startedMs)}\n...Start My Node.js Application...\n`);
  const server = process.files.exists('/etc/resolv.conf') ? (/nameserver (\S+)/.exec(process.files.read('/etc/resolv.conf'))?.[1] ?? '') : '';
  return yield* serveOn(process, 8080, function* (request) {
    process.stdout.push(`${jsDate(process.clock.nowMs)}\nReceived Request From::ffff:${request.remote}\n`);
    return { status: 200, body: `Message: ${message}\nHostname: ${process.hostname}\nPlatform: linux\nUptime: ${(process.clock.nowMs - startedMs) / 1000}\nIP: ${process.net.ip}\nDNS: ${server}\n` };
  }, 'Error: listen EADDRINUSE: address already in use :::8080\n');
};

const echoServer: Program = function* (process) {
  const port = Number(process.env.get('PORT') ?? 80);
  yield* process.stdout.write(`Listening on port ${port}.\n`);
  return yield* serveOn(process, port, function* (request) {
    const value = describe(process, request, yield* request.body.text());
    process.stdout.push(`${compactJson(value)}\n`);
    return text(compactJson(value), 'application/json; charset=utf-8');
  });
};

function describe(process: Process, request: HttpRequest, body: string) {
  return {
    host: { hostname: request.headers.get('host') ?? '', ip: `::ffff:${request.remote}`, ips: [] },
    http: { method: request.method, baseUrl: '', originalUrl: request.target, protocol: 'http' },
    request: { params: { '0': request.path }, query: {}, cookies: {}, body, headers: Object.fromEntries(request.headers.fields.map(([name, value]) => [name.toLowerCase(), value])) },
    environment: Object.fromEntries([...process.env].filter(([name]) => /^(PATH|HOSTNAME|HOME|PORT)$/.test(name))),
  };
}

const plainHello: Program = function* (process) {
  return yield* serveOn(process, 80, function* (request) {
    return text(`Server address: ${request.local}:80\nServer name: ${process.hostname}\nDate: ${accessTime(process.clock.nowMs)}\nURI: ${request.target}\nRequest ID: ${process.random.hex(32)}\n`, 'text/plain');
  });
};

const tagged = (names: readonly string[], tags: RegExp, image: (tag: string) => ImageContent): Repository => ({ names, image: (tag) => (tags.test(tag) ? image(tag) : undefined) });
const single = (path: string, program: Program, port: number, more: Partial<ImageContent> = {}): ImageContent => ({ sizeMiB: 8, entrypoint: [path], exposedPorts: [port], programs: { [path]: program }, ...more });

export const echoServers: readonly Repository[] = [
  tagged(['docker.io/hashicorp/http-echo'], /^(?:latest|0\.2\.[0-3]|1\.0(?:\.0)?)$/, () => single('/http-echo', httpEcho, 5678, { sizeMiB: 3 })),
  tagged(['docker.io/traefik/whoami', 'docker.io/containous/whoami'], /^(?:latest|v1\.\d+(?:\.\d+)?)$/, () => single('/whoami', whoami, 80, { sizeMiB: 3 })),
  tagged(['gcr.io/google-samples/hello-app', 'us-docker.pkg.dev/google-samples/containers/gke/hello-app'], /^[12]\.0$/, (tag) => single('/hello-app', helloApp(`${tag}.0`), 8080, { sizeMiB: 11, programs: { ...userland('alpine'), '/hello-app': helloApp(`${tag}.0`) } })),
  tagged(['gcr.io/google-samples/kubernetes-bootcamp', 'docker.io/jocatalin/kubernetes-bootcamp'], /^(?:latest|v[12])$/, (tag) => ({ sizeMiB: 80, cmd: ['/bin/node-server'], exposedPorts: [8080], programs: { ...userland('debian-curl'), '/bin/node-server': bootcamp(tag === 'v2' ? '2' : '1') }, files: { '/server.js': bootcampSource(tag === 'v2' ? '2' : '1') } })),
  tagged(['docker.io/ljwkeke/myweb', 'docker.io/kubarium/myweb'], /^(?:latest|v\d+)$/, () => ({ sizeMiB: 75, entrypoint: ['node', 'index.js'], cmd: ['Hello World!'], workingDir: '/usr/src/app', exposedPorts: [8080], files: { '/usr/src/app/index.js': '// The program of the lesson; its behaviour is built in.\n' }, programs: { ...userland('debian'), '/usr/local/bin/node': nodeApp } })),
  tagged(['docker.io/ealen/echo-server', 'docker.io/jmalloc/echo-server', 'docker.io/mendhak/http-https-echo'], /^(?:latest|v?\d+(?:\.\d+)*)$/, () => ({ sizeMiB: 45, cmd: ['/app/echo-server'], exposedPorts: [80], programs: { ...userland('alpine'), '/app/echo-server': echoServer } })),
  tagged(['docker.io/nginxdemos/hello', 'docker.io/nginxdemos/nginx-hello'], /^(?:latest|plain-text|0\.\d(?:-plain-text)?)$/, () => ({ sizeMiB: 18, cmd: ['/usr/sbin/nginx-hello'], exposedPorts: [80], programs: { ...userland('alpine'), '/usr/sbin/nginx-hello': plainHello } })),
];
