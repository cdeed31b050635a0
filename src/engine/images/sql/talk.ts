// The client's side: options, a connection, statements from the command line, from a pipe or from a prompt.
import { NetError } from '../../machine/net.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import type { Answer, Hello } from './server.ts';

export interface Talk {
  readonly version: string;
  ask(statement: string): Fiber<Answer | undefined>;
  close(): void;
}

/** A string is the server's refusal. Throws NetError. */
export function* connectSql(process: Process, host: string, port: number, hello: Hello): Fiber<Talk | string> {
  const connection = yield* process.net.connect(host, port, { timeoutMs: 10_000 });
  const lines = new LineReader(connection.reader);
  yield* connection.writer.write(`${JSON.stringify(hello)}\n`);
  const first = answerOf(yield* lines.next());
  if (!first || first.error !== undefined) {
    connection.close();
    return first?.error ?? 'server closed the connection unexpectedly';
  }
  return {
    version: first.version ?? '',
    *ask(statement) {
      yield* connection.writer.write(`${JSON.stringify(statement)}\n`);
      return answerOf(yield* lines.next());
    },
    close: () => connection.close(),
  };
}

function answerOf(line: string | undefined): Answer | undefined {
  try {
    return line === undefined ? undefined : (JSON.parse(line) as Answer);
  } catch {
    return undefined;
  }
}

/** Options of the form `-hdb`, `-h db`, `--host=db`, `--host db`; others are switches. A value of '' without a word: given alone. */
export function sqlOptions(argv: readonly string[], takes: Readonly<Record<string, string>>, optional: readonly string[] = []): { readonly values: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] as string;
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
    const short = /^-([A-Za-z]\w*.*)$/s.exec(word)?.[1];
    if (long) {
      const letter = Object.entries(takes).find(([, name]) => name === long[1])?.[0];
      values.set(long[1] as string, letter === undefined ? '' : (long[2] ?? (optional.includes(letter) ? '' : (argv[++i] ?? ''))));
    } else if (short === undefined) rest.push(word);
    else {
      const at = [...short].findIndex((letter) => Object.hasOwn(takes, letter));
      for (const flag of at < 0 ? short : short.slice(0, at)) values.set(flag, '');
      if (at < 0) continue;
      const letter = short[at] as string;
      const glued = short.slice(at + 1);
      values.set(takes[letter] as string, glued !== '' || optional.includes(letter) ? glued : (argv[++i] ?? ''));
    }
  }
  return { values, rest };
}

/** Statements of a text, at semicolons that are not within quotes. */
export const statements = (text: string): readonly string[] => (text.match(/(?:'(?:[^'\\]|''|\\.)*'|"[^"]*"|[^;'"])+;?/gs) ?? []).map((one) => one.trim()).filter((one) => one !== '' && one !== ';');

/** Runs what a prompt, a pipe or the command line gives; `each` says false to end. */
export function* conversation(process: Process, given: string | undefined, prompt: string, more: string, each: (statement: string) => Fiber<boolean>): Fiber<void> {
  if (given !== undefined) {
    for (const statement of statements(given)) if (!(yield* each(statement))) return;
    return;
  }
  const talking = process.tty !== undefined && process.isTty?.(0) !== false;
  const lines = new LineReader(process.stdin);
  let text = '';
  for (;;) {
    if (talking) yield* process.stdout.write(text === '' ? prompt : more);
    const line = yield* lines.next();
    if (line === undefined) {
      if (text.trim() !== '') yield* each(text.trim());
      return;
    }
    // A command of the client itself needs no semicolon.
    if (text === '' && /^\s*(?:\\|quit\s*$|exit\s*$)/i.test(line)) {
      if (!(yield* each(line.trim()))) return;
      continue;
    }
    text += `${line}\n`;
    if (!/;\s*$/.test(text)) continue;
    for (const statement of statements(text)) if (!(yield* each(statement))) return;
    text = '';
  }
}

export const netNumber = (error: NetError): number => ({ ECONNREFUSED: 111, ETIMEDOUT: 110, EHOSTUNREACH: 113, ENETUNREACH: 101, ECONNRESET: 104, ENOTFOUND: -2, EAI_AGAIN: -3, EADDRINUSE: 98 })[error.errno];

