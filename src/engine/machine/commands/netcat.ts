// nc: opens connections, listens for them, carries lines.
import type { Fiber } from '../../sim/fiber.ts';
import { firstOf, timeout } from '../../sim/fiber.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { type Connection, type Datagram, type DatagramSocket, NetError } from '../net.ts';
import type { Program } from '../process.ts';

const words = (error: NetError): string => ({ ECONNREFUSED: 'Connection refused', ETIMEDOUT: 'Operation timed out', EHOSTUNREACH: 'No route to host', ENETUNREACH: 'Network is unreachable', ENOTFOUND: 'Name or service not known', EAI_AGAIN: 'Temporary failure in name resolution', EADDRINUSE: 'Address already in use', ECONNRESET: 'Connection reset by peer' })[error.errno];

export const nc: Program = command({
  name: 'nc', usage: 'nc [-lvzwnkNu] [-p port] [-w timeout] [host] [port]', about: 'Open a connection, or listen for one.',
  flags: { listen: { short: 'l' }, verbose: { short: 'v' }, zero: { short: 'z' }, wait: { short: 'w', takes: 'value' }, port: { short: 'p', takes: 'value' }, keep: { short: 'k' }, numeric: { short: 'n' }, shutdown: { short: 'N' }, udp: { short: 'u' }, quit: { short: 'q', takes: 'value' }, exec: { short: 'e', takes: 'value' } },
}, function* (run) {
  if (run.has('udp')) return yield* (run.has('listen') ? listenUdp(run) : talkUdp(run));
  if (run.has('listen')) return yield* listen(run);
  const [host, port] = run.args;
  if (host === undefined || port === undefined) throw new CommandFailure('missing port number');
  const range = /^(\d+)(?:-(\d+))?$/.exec(port);
  if (!range) throw new CommandFailure(`port number invalid: ${port}`);
  let status = 1;
  for (let at = Number(range[1]); at <= Number(range[2] ?? range[1]); at++) {
    let connection: Connection;
    try {
      connection = yield* run.process.net.connect(host, at, run.has('wait') ? { timeoutMs: run.number('wait', 0) * 1000 } : {});
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') throw new CommandFailure(`getaddrinfo for host "${host}" port ${port}: ${words(error)}`);
      if (run.has('verbose') || !run.has('zero')) run.process.stderr.push(`nc: connect to ${host} port ${at} (tcp) failed: ${words(error)}\n`);
      continue;
    }
    status = 0;
    if (run.has('verbose')) run.process.stderr.push(`Connection to ${host} ${at} port [tcp/*] succeeded!\n`);
    if (run.has('zero')) connection.close();
    else yield* converse(run, connection);
  }
  return status;
});

function* listen(run: Run): Fiber<number> {
  const port = Number(run.get('port') ?? run.args.at(-1));
  if (!port) throw new CommandFailure('missing port number');
  const listener = run.process.net.listen(port);
  if (run.has('verbose')) run.process.stderr.push(`Listening on 0.0.0.0 ${port}\n`);
  try {
    do {
      const connection = yield* listener.accept();
      if (!connection) return 1;
      if (run.has('verbose')) run.process.stderr.push(`Connection received on ${connection.remote.ip} ${connection.remote.port}\n`);
      yield* converse(run, connection);
    } while (run.has('keep'));
  } finally {
    listener.close();
  }
  return 0;
}

/** Shows what comes, and sends its input to whoever spoke last. */
function* listenUdp(run: Run): Fiber<number> {
  const socket = udpSocket(run, Number(run.get('port') ?? run.args.at(-1)));
  if (run.has('verbose')) run.process.stderr.push(`Bound on 0.0.0.0 ${socket.port}\n`);
  let peer: Datagram | undefined;
  const sender = run.process.clock.spawn(eachInput(run, (text) => peer?.reply(text)), 'nc -u');
  try {
    for (;;) {
      const datagram = yield* socket.receive();
      if (!datagram) return 0;
      if (!peer && run.has('verbose')) run.process.stderr.push(`Connection received on ${datagram.from.ip} ${datagram.from.port}\n`);
      peer = datagram;
      if (!(yield* run.out(datagram.text))) return 0;
    }
  } finally {
    sender.kill();
    socket.close();
  }
}

function* talkUdp(run: Run): Fiber<number> {
  const [host, port] = run.args;
  if (host === undefined || port === undefined) throw new CommandFailure('missing port number');
  const { process } = run;
  const [ip] = /^[\d.]+$/.test(host) ? [host] : yield* process.net.resolve(host);
  const socket = udpSocket(run, 0);
  const limitMs = run.has('wait') ? run.number('wait', 0) * 1000 : undefined;
  const sender = process.clock.spawn(eachInput(run, (text) => socket.send(ip as string, Number(port), text)), 'nc -u');
  try {
    // Nothing tells that an open port is there; that a closed one is not, the other host does.
    if (run.has('zero')) {
      socket.send(ip as string, Number(port), 'X');
      const came = yield* firstOf(socket.readable, timeout(limitMs ?? 1000));
      if (came.index === 0) yield* socket.receive();
      if (run.has('verbose')) process.stderr.push(`Connection to ${host} ${port} port [udp/*] succeeded!\n`);
      return 0;
    }
    for (;;) {
      const came = yield* firstOf(socket.readable, ...(limitMs === undefined ? [] : [timeout(limitMs)]));
      if (came.index === 1) return 0;
      const datagram = yield* socket.receive();
      if (!datagram || !(yield* run.out(datagram.text))) return 0;
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return 1;
  } finally {
    sender.kill();
    socket.close();
  }
}

function udpSocket(run: Run, port: number): DatagramSocket {
  const { net } = run.process;
  if (!net.datagrams) throw new CommandFailure('UDP is not simulated on this network');
  return net.datagrams(port);
}

/** Each piece of the input becomes a datagram. */
function* eachInput(run: Run, send: (text: string) => void): Fiber<void> {
  for (;;) {
    const text = yield* run.process.stdin.read();
    if (text === undefined) return;
    send(text);
  }
}

/** Carries both ways until the other side ends. */
function* converse(run: Run, connection: Connection): Fiber<void> {
  const { process } = run;
  const sender = process.clock.spawn((function* (): Fiber<void> {
    for (;;) {
      const text = yield* process.stdin.read();
      if (text === undefined) break;
      if (!(yield* connection.writer.write(text))) return;
    }
    // The other side may still answer: only our direction ends.
    connection.writer.end();
  })(), 'nc');
  try {
    for (;;) {
      const text = yield* connection.reader.read();
      if (text === undefined || !(yield* run.out(text))) break;
    }
  } finally {
    sender.kill();
    connection.close();
  }
}
