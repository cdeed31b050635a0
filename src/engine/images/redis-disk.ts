// What Redis keeps on disk: a snapshot when it shuts down in good order or is told to save, with --appendonly every write (src/rdb.c, src/aof.c).
import { FileError, resolvePath } from '../machine/files.ts';
import type { Process } from '../machine/process.ts';
import { flagValue } from './daemon.ts';
import type { Reply, Store } from './redis-store.ts';

const reading = new Set(['PING', 'ECHO', 'QUIT', 'SELECT', 'GET', 'EXISTS', 'KEYS', 'DBSIZE', 'TYPE', 'TTL', 'LRANGE', 'LLEN', 'COMMAND', 'INFO', 'AUTH', 'SAVE', 'BGSAVE']);

export class RedisDisk {
  private readonly process: Process;
  private readonly store: Store;
  private readonly path: string;
  private readonly appends: boolean;
  private readonly snapshots: boolean;

  constructor(process: Process, argv: readonly string[], store: Store) {
    this.process = process;
    this.store = store;
    this.appends = flagValue(argv, 'appendonly') === 'yes';
    this.snapshots = flagValue(argv, 'save') !== '';
    this.path = resolvePath(resolvePath(process.cwd, flagValue(argv, 'dir') ?? '.'), this.appends ? 'appendonly.aof' : (flagValue(argv, 'dbfilename') ?? 'dump.rdb'));
  }

  /** Whether there was something. */
  load(): boolean {
    if (!this.process.files.exists(this.path)) return false;
    const { values, expires } = JSON.parse(this.process.files.read(this.path)) as { values: readonly [string, string | string[]][]; expires: readonly [string, number][] };
    for (const [key, value] of values) this.store.values.set(key, value);
    for (const [key, at] of expires) this.store.expires.set(key, at);
    return true;
  }

  /** The commands that are about the disk. */
  command(name: string): Reply | undefined {
    if (name !== 'SAVE' && name !== 'BGSAVE') return undefined;
    return this.save() ? { status: name === 'SAVE' ? 'OK' : 'Background saving started' } : { error: 'ERR' };
  }

  after(name: string): void {
    if (this.appends && !reading.has(name)) this.save();
  }

  /** On shutdown; true where something was written. */
  leave(): boolean {
    return (this.appends || this.snapshots) && this.save();
  }

  private save(): boolean {
    const { values, expires } = this.store;
    try {
      this.process.files.write(this.path, `${JSON.stringify({ values: [...values], expires: [...expires] })}\n`);
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return false;
    }
  }
}
