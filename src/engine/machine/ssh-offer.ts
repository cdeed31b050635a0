// What a machine's SSH port offers to who logs in: to run a command, or a shell at a terminal (see Connection.offer).
import type { NetStack } from './net.ts';
import type { ChildIo, ExitStatus, Program, SignalName, Tty } from './process.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber, Wait } from '../sim/fiber.ts';
import { bash } from './shell/shell.ts';
import type { Machine } from './machine.ts';
import { Pty } from './pty.ts';

export interface Login {
  readonly exited: Wait;
  readonly status: ExitStatus | undefined;
  resize(columns: number, rows: number): void;
  signal(signal: SignalName): void;
}

export interface SshOffer {
  readonly type: 'ssh';
  login(user: string, command: string | undefined, io: Required<Pick<ChildIo, 'stdin' | 'stdout' | 'stderr'>>, tty: Pick<Tty, 'columns' | 'rows'> | undefined): Login;
}

export function sshOffer(offer: unknown): SshOffer | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<SshOffer>).type === 'ssh' ? (offer as SshOffer) : undefined;
}

/** sshd: the machine is made when somebody first comes. */
export function listenSsh(clock: Clock, net: NetStack, machine: () => Machine): void {
  const offer: SshOffer = {
    type: 'ssh',
    login(user, command, io, tty) {
      const on = machine();
      const pty: Pty | undefined = tty && new Pty({ columns: tty.columns, rows: tty.rows, output: io.stdout, signal: (signal) => pty && on.signalForeground(pty.tty, signal) });
      const program: Program = bash;
      const home = user === 'root' ? '/root' : `/home/${user}`;
      const env = new Map([...on.deps.env, ['HOME', home], ['USER', user], ['SHELL', '/bin/bash']]);
      const process = on.start(program, command === undefined ? ['-bash'] : ['bash', '-c', command], { ...(pty ? { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty.tty } : { ...io, tty: null }), cwd: on.files.exists(home) ? home : '/', env, user });
      if (pty) clock.spawn(carry(io.stdin, (text) => pty.input(text)), 'ssh input');
      return {
        exited: process.exited,
        get status() {
          return process.status;
        },
        resize: (columns, rows) => {
          if (!pty) return;
          [pty.tty.columns, pty.tty.rows] = [columns, rows];
          pty.tty.resized.fire();
        },
        signal: (signal) => process.signal(signal),
      };
    },
  };
  const listener = net.listen(22, { offer });
  clock.spawn((function* () {
    for (let connection = yield* listener.accept(); connection; connection = yield* listener.accept()) connection.close();
  })(), 'sshd');
}

function* carry(from: ChildIo['stdin'] & object, to: (text: string) => void): Fiber<void> {
  for (let text = yield* from.read(); text !== undefined; text = yield* from.read()) to(text);
}
