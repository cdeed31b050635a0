// curl, wget, nc and the resolver's tools against a server on the same machine; their complaints are the real ones'.
import { describe, expect, test } from 'vitest';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { encodeCertificate } from '../certificate-file.ts';
import { type HttpReply, serve, type ServeOptions } from '../http.ts';
import { runShell, type ShellResult, testMachine, type TestMachine } from '../testing-machine.ts';

function world(options: ServeOptions = {}, port = 80): TestMachine {
  const on = testMachine();
  on.machine.start(function* (process) {
    yield* serve(process, port, function* (asked): Fiber<HttpReply> {
      const body = yield* asked.body.text();
      if (asked.path === '/slow') yield* sleep(5000);
      if (asked.path === '/none') return { status: 200, hangUp: true };
      if (asked.path === '/moved') return { status: 302, headers: { Location: '/' }, body: '' };
      if (asked.path === '/auth') return { status: 200, body: `${asked.headers.get('authorization')}\n` };
      return { status: asked.path === '/404' ? 404 : 200, headers: { 'Content-Type': 'text/plain' }, body: `${asked.method} ${asked.target}${body && ` ${body}`}\n` };
    }, options);
    return 0;
  }, ['server']);
  on.clock.runFor(1);
  return on;
}
const run = (command: string, on: TestMachine = world()): ShellResult => runShell(command, on);

describe('curl', () => {
  test('gets, posts, follows, shows heads', () => {
    expect(run('curl -s localhost/a?b')).toEqual({ stdout: 'GET /a?b\n', stderr: '', code: 0 });
    expect(run('curl -s -d x=1 -d y=2 localhost').stdout).toBe('POST / x=1&y=2\n');
    expect(run('curl -s -X DELETE localhost/x').stdout).toBe('DELETE /x\n');
    expect(run('curl -sL localhost/moved').stdout).toBe('GET /\n');
    expect(run('curl -s -u a:b localhost/auth').stdout).toBe('Basic YTpi\n');
    expect(run("curl -s -o /dev/null -w '%{http_code}\\n' localhost/404").stdout).toBe('404\n');
    expect(run('curl -sI localhost').stdout).toMatch(/^HTTP\/1\.1 200 OK\r\nDate: .* GMT\r\nContent-Type: text\/plain\r\n/);
    expect(run('curl -s -i localhost').stdout).toContain('\r\n\r\nGET /\n');
    expect(run('curl -s localhost | wc -c').stdout).toBe('6\n');
  });

  test('fails as the real one does', () => {
    expect(run('curl -sS localhost:81')).toEqual({ stdout: '', stderr: "curl: (7) Failed to connect to localhost port 81 after 0 ms: Couldn't connect to server\n", code: 7 });
    expect(run('curl -sS nowhere')).toEqual({ stdout: '', stderr: 'curl: (6) Could not resolve host: nowhere\n', code: 6 });
    expect(run('curl -sS localhost/none')).toEqual({ stdout: '', stderr: 'curl: (52) Empty reply from server\n', code: 52 });
    expect(run('curl -sS -m 2 localhost/slow')).toEqual({ stdout: '', stderr: 'curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received\n', code: 28 });
    expect(run('curl -sf localhost/404')).toEqual({ stdout: '', stderr: '', code: 22 });
    expect(run('curl -sSf localhost/404').stderr).toBe('curl: (22) The requested URL returned error: 404\n');
    expect(run('curl foo://x').stderr).toBe('curl: (1) Protocol "foo" not supported or disabled in libcurl\n');
    expect(run('curl')).toEqual({ stdout: '', stderr: "curl: try 'curl --help' or 'curl --manual' for more information\n", code: 2 });
    expect(run('curl localhost:81').stderr).toContain('  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n');
  });

  test('judges certificates', () => {
    const tls = { subject: 'web', sans: ['localhost'], issuer: 'web' };
    expect(run('curl -sS https://localhost', world({ tls }, 443)).stderr).toContain('curl: (60) SSL certificate problem: self-signed certificate\nMore details here: https://curl.se/docs/sslcerts.html\n');
    expect(run('curl -sk https://localhost', world({ tls }, 443)).stdout).toBe('GET /\n');
    const pem = encodeCertificate(tls).replaceAll('\n', '\\n');
    expect(run(`printf '${pem}' > ca; curl -s --cacert ca https://localhost`, world({ tls }, 443)).stdout).toBe('GET /\n');
    expect(run('echo CN=web > ca; curl -s --cacert ca https://localhost', world({ tls }, 443)).code).toBe(77);
    expect(run('curl -sS https://localhost:80').code).toBe(35);
  });

  test('tries again', () => {
    const on = testMachine();
    const before = on.clock.nowMs;
    const { stderr } = run('curl -sS --retry 2 --retry-connrefused localhost:81', on);
    expect([stderr.split('\n').length, on.clock.nowMs - before]).toEqual([2, 3000]);
  });
});

describe('others', () => {
  test('wget', () => {
    expect(run('wget -qO- localhost/x')).toEqual({ stdout: 'GET /x\n', stderr: '', code: 0 });
    expect(run('wget -qO- localhost:81')).toEqual({ stdout: '', stderr: "wget: can't connect to remote host: Connection refused\n", code: 1 });
    expect(run('wget -qO- nowhere').stderr).toBe("wget: bad address 'nowhere'\n");
    expect(run('wget -q localhost/404').stderr).toBe('wget: server returned error: HTTP/1.1 404 Not Found\n');
    expect(run('wget -q localhost/file; cat file').stdout).toBe('GET /file\n');
  });

  test('nc carries both ways', () => {
    expect(run('nc -zv localhost 80').stderr).toBe('Connection to localhost 80 port [tcp/*] succeeded!\n');
    expect(run('nc -zv localhost 81').code).toBe(1);
    expect(run('{ nc -l 5000 > got; } & sleep 0.1; echo hi | nc -N localhost 5000; wait; cat got').stdout).toBe('hi\n');
  });

  test('names', () => {
    expect(run('getent hosts localhost').stdout).toBe('127.0.0.1       localhost\n');
    expect(run('nslookup nowhere')).toMatchObject({ code: 1, stdout: "Server:\t\t127.0.0.53\nAddress:\t127.0.0.53#53\n\n** server can't find nowhere: NXDOMAIN\n\n" });
    expect(run('ping -c 2 127.0.0.1').stdout).toContain('2 packets transmitted, 2 received, 0% packet loss');
  });

  test('processes', () => {
    expect(run("sleep 100 & pgrep sleep > /dev/null && pkill sleep; wait; ps | grep -c '[s]leep'").stdout).toBe('0\n');
    expect(run('sleep 5 & ps -o user=,args= -p $!').stdout).toBe('student sleep 5\n');
    expect(run('vi x').stderr).toContain('sed -i');
    expect(run('echo text | less').stdout).toBe('text\n');
    expect(run('watch -n1 -t date', testMachine()).code).toBe(-1);
  });

  test.each(['while :; do :; done', 'yes > /dev/null', 'yes | sleep 1', "awk 'BEGIN{while(1);}'", 'seq 1000000000 > /dev/null', 'tail -f /dev/null'])('the world goes on beside %s', (command) => {
    const on = testMachine();
    const { code } = runShell(`(sleep 0.1; echo alive > /tmp/alive) & ${command}`, on, 200);
    expect(code).toBe(-1);
    expect(runShell('cat /tmp/alive', on).stdout).toBe('alive\n');
  });

  test('output without end waits for its reader', () => {
    expect(run('yes | { sleep 0.1; head -n 2; }').stdout).toBe('y\ny\n');
  });

  test('what grows without end is killed, and what called it hears of it', () => {
    expect(run(`awk 'BEGIN { s = "a"; while (1) s = s s }'; echo $?`, testMachine()).stdout).toBe('137\n');
    expect(run('bash -c "printf %1000000000s"; echo $?', testMachine()).stdout).toBe('137\n');
  });

  test('a fork bomb fills the machine and burns out', () => {
    const on = testMachine();
    runShell('bomb() { bomb | bomb & }; bomb', on);
    on.clock.runFor(5000);
    expect([...on.machine.processes()]).toEqual([]);
  });
});
