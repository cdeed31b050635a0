// ssh: a shell, or one command, on another machine (OpenSSH ssh.c). Keys are taken as exchanged: what is encrypted is not simulated.
import { firstOf } from '../../sim/fiber.ts';
import { Pipe } from '../../sim/stream.ts';
import { parseFlags, Run } from '../command.ts';
import { NetError } from '../net.ts';
import type { Program } from '../process.ts';
import { type Login, sshOffer, type SshOffer } from '../ssh-offer.ts';

const flags = { port: { short: 'p', takes: 'value' }, user: { short: 'l', takes: 'value' }, identity: { short: 'i', takes: 'value' }, option: { short: 'o', takes: 'value' }, tty: { short: 't' }, noTty: { short: 'T' }, quiet: { short: 'q' }, verbose: { short: 'v' }, agent: { short: 'A' }, noInput: { short: 'n' } } as const;
const USAGE = 'usage: ssh [-AnqTtv] [-i identity_file] [-l login_name] [-o option] [-p port] destination [command [argument ...]]\n';
const LOST = 255;

export const ssh: Program = function* (process, argv) {
  const parsed = parseFlags({ name: 'ssh', usage: '', about: '', flags, strict: true }, argv.slice(1));
  const complain = (text: string): number => {
    process.stderr.push(text);
    return LOST;
  };
  if (typeof parsed === 'string') return complain(`${parsed.replace(/^(?:invalid|unrecognized) option (?:-- )?'?-*(.)'?.*/s, 'unknown option -- $1')}\n${USAGE}`);
  const run = new Run(process, 'ssh', parsed);
  const [target, ...words] = run.args;
  if (target === undefined) return complain(USAGE);
  const at = target.lastIndexOf('@');
  const host = target.slice(at + 1);
  const user = at >= 0 ? target.slice(0, at) : (run.get('user') ?? 'root');
  const port = Number(run.get('port') ?? 22);
  let offer: SshOffer | undefined;
  try {
    const connection = yield* process.net.connect(host, port, { timeoutMs: 10_000 });
    offer = sshOffer(connection.offer);
    connection.close();
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') return complain(`ssh: Could not resolve hostname ${host}: ${error.errno === 'ENOTFOUND' ? 'Name or service not known' : 'Temporary failure in name resolution'}\n`);
    return complain(`ssh: connect to host ${host} port ${port}: ${error.errno === 'ECONNREFUSED' ? 'Connection refused' : error.errno === 'ETIMEDOUT' ? 'Connection timed out' : 'No route to host'}\n`);
  }
  if (!offer) return complain(`kex_exchange_identification: Connection closed by remote host\nConnection closed by ${host} port ${port}\n`);
  const command = words.length > 0 ? words.join(' ') : undefined;
  const terminal = process.tty !== undefined && process.isTty?.(0) !== false && (command === undefined || run.has('tty')) && !run.has('noTty') ? process.tty : undefined;
  const stdin = new Pipe();
  const login = offer.login(user, command, { stdin, stdout: process.stdout, stderr: process.stderr }, terminal);
  const before = terminal?.raw ?? false;
  if (terminal) terminal.raw = true;
  try {
    let input = run.has('noInput') ? undefined : process.stdin;
    if (!input) stdin.end();
    while (!login.status) {
      const waits = [login.exited, ...(terminal ? [terminal.resized.next] : []), ...(input ? [input.readable] : [])];
      yield* firstOf(...waits);
      if (terminal) login.resize(terminal.columns, terminal.rows);
      const typed = input?.poll();
      if (typed !== undefined) stdin.push(typed);
      if (!input?.ended) continue;
      stdin.end();
      input = undefined;
    }
  } finally {
    if (terminal) terminal.raw = before;
    if (!login.status) login.signal('SIGHUP');
  }
  if (terminal && command === undefined) yield* process.stdout.write(`Connection to ${host} closed.\n`);
  return codeOf(login);
};

const codeOf = ({ status }: Login): number => status?.code ?? LOST;
