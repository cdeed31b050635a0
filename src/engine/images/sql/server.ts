// The server's side of a small SQL database: who may come in, one answer per line, and data that lies in a file of its data directory.
import { FileError } from '../../machine/files.ts';
import { NetError } from '../../machine/net.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { LineReader } from '../../sim/stream.ts';
import { stopSignal } from '../daemon.ts';
import { execute, type Outcome, type Session, SqlError, type SqlFault } from './execute.ts';
import { SqlSyntax } from './parse.ts';
import { fromText, type Kept, toText } from './tables.ts';

/** A client's first line. */
export interface Hello {
  readonly user: string;
  readonly password?: string;
  readonly database?: string;
}

export interface Answer {
  /** In the server's words. */
  readonly error?: string;
  readonly outcome?: Outcome;
  readonly version?: string;
  readonly database?: string;
}

export interface Words {
  readonly fault: (fault: SqlFault, session: Session) => string;
  readonly syntax: (error: SqlSyntax) => string;
  /** Why this client may not come in; undefined where he may. */
  readonly refusal: (hello: Hello, from: string, users: Readonly<Record<string, string>>) => string | undefined;
  readonly nowText: () => string;
  readonly disk: (error: FileError) => string;
}

export interface SqlServer {
  readonly port: number;
  readonly version: string;
  /** The file in which everything lies. */
  readonly path: string;
  readonly words: Words;
  readonly defaultDatabase: (hello: Hello) => string | undefined;
}

interface Stored {
  readonly users: Readonly<Record<string, string>>;
  readonly data: string;
}

const changing = new Set(['insert', 'update', 'delete', 'create table', 'drop table', 'create database', 'drop database']);

/** What a new data directory holds. */
export function initialise(process: Process, path: string, users: Readonly<Record<string, string>>, kept: Kept): void {
  process.files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
  process.files.write(path, `${JSON.stringify({ users, data: toText(kept) } satisfies Stored)}\n`, { mode: 0o600 });
}

/** Serves until it is told to stop. */
export function* serveSql(process: Process, server: SqlServer): Fiber<number> {
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT', 'SIGQUIT');
  const { users, data } = JSON.parse(process.files.read(server.path)) as Stored;
  const kept = fromText(data);
  const save = (): void => process.files.write(server.path, `${JSON.stringify({ users, data: toText(kept) } satisfies Stored)}\n`);
  try {
    const listener = process.net.listen(server.port);
    const accept = process.clock.spawn((function* (): Fiber<void> {
      for (;;) {
        const connection = yield* listener.accept();
        if (!connection) return;
        process.clock.spawn((function* (): Fiber<void> {
          try {
            const local = connection.remote.ip === '127.0.0.1' || connection.remote.ip === process.net.ip;
            yield* client({ process, server, kept, users, save }, new LineReader(connection.reader), local ? 'localhost' : connection.remote.ip, (answer) => connection.writer.write(`${JSON.stringify(answer)}\n`));
          } finally {
            connection.close();
          }
        })(), 'sql client');
      }
    })(), `accept ${server.port}`);
    try {
      yield* stop.wait();
      return 0;
    } finally {
      accept.kill();
      listener.close();
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return 1;
  }
}

interface Serving {
  readonly process: Process;
  readonly server: SqlServer;
  readonly kept: Kept;
  readonly users: Readonly<Record<string, string>>;
  readonly save: () => void;
}

function* client({ process, server, kept, users, save }: Serving, lines: LineReader, from: string, answer: (answer: Answer) => Fiber<boolean>): Fiber<void> {
  const first = yield* lines.next();
  const hello = readHello(first);
  // Probes open a connection and close it again.
  if (!hello) return;
  const refusal = server.words.refusal(hello, from, users);
  const session: Session = { kept, database: server.defaultDatabase(hello), user: hello.user, version: server.version, nowText: server.words.nowText };
  const unknown = refusal === undefined && session.database !== undefined && !kept.databases.has(session.database) ? server.words.fault({ what: 'no database', name: session.database }, session) : refusal;
  if (!(yield* answer(unknown === undefined ? { version: server.version } : { error: unknown })) || unknown !== undefined) return;
  for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
    process.spend?.(1);
    if (!(yield* answer(answered(session, server, JSON.parse(line) as string, save)))) return;
  }
}

function readHello(line: string | undefined): Hello | undefined {
  try {
    const value = JSON.parse(line ?? '') as Partial<Hello>;
    return typeof value.user === 'string' ? (value as Hello) : undefined;
  } catch {
    return undefined;
  }
}

function answered(session: Session, { words }: SqlServer, text: string, save: () => void): Answer {
  try {
    const outcome = execute(session, text);
    if (outcome.type === 'done' && changing.has(outcome.statement)) save();
    return { outcome, ...(session.database === undefined ? {} : { database: session.database }) };
  } catch (error) {
    if (error instanceof SqlError) return { error: words.fault(error.fault, session) };
    if (error instanceof SqlSyntax) return { error: words.syntax(error) };
    if (error instanceof FileError) return { error: words.disk(error) };
    throw error;
  }
}
