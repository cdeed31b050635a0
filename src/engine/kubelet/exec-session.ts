// A process's streams as a session of the API: exec and attach (staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand).
import type { Json } from '../base/json.ts';
import type { ExecSession } from '../client/api.ts';
import type { ExecOptions } from '../client/kubelet-api.ts';
import type { Child, ChildIo, ExitStatus, Tty } from '../machine/process.ts';
import { type Fiber, Signal } from '../sim/fiber.ts';
import { Pipe } from '../sim/stream.ts';
import type { KubeletContext } from './context.ts';

/** @param start a string is the error: no process was started */
export function childSession({ clock }: KubeletContext, options: ExecOptions, start: (io: ChildIo) => Child | string): ExecSession {
  const stdin = options.stdin ? new Pipe() : undefined;
  const stdout = options.stdout ? new Pipe() : undefined;
  const stderr = options.stderr && !options.tty ? new Pipe() : undefined;
  const tty: Tty | null = options.tty ? { columns: 80, rows: 24, raw: false, resized: new Signal() } : null;
  const child = start({ ...(stdin ? { stdin } : {}), ...(stdout ? { stdout } : {}), ...(stderr ? { stderr } : {}), tty });
  const end = (): void => {
    stdout?.end();
    stderr?.end();
    stdin?.cancel();
  };
  if (typeof child === 'string') {
    end();
    return { stdin, stdout, stderr, resize: () => undefined, *wait(): Fiber<Json> {
      return internalError(child);
    }, close: () => undefined };
  }
  child.exited.arm({ clock, wake: end, fail: end });
  return {
    stdin,
    stdout,
    stderr,
    resize(columns, rows) {
      if (!tty) return;
      tty.columns = columns;
      tty.rows = rows;
      tty.resized.fire();
    },
    *wait(): Fiber<Json> {
      return exitStatus(yield* child.wait());
    },
    close() {
      stdin?.end();
      stdout?.cancel();
      stderr?.cancel();
      if (!child.status) child.signal('SIGHUP');
    },
  };
}

function exitStatus({ code }: ExitStatus): Json {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

function internalError(message: string): Json {
  return { metadata: {}, status: 'Failure', message, reason: 'InternalError', details: { causes: [{ message: message.replace(/^Internal error occurred: /, '') }] }, code: 500 };
}
