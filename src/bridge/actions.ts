// Does to the world what a person asks: the same code runs when it happens and when it is replayed.
import { unreachable } from '../engine/base/assert.ts';
import type { Json } from '../engine/base/json.ts';
import type { ApiResponse } from '../engine/client/api.ts';
import { FileError } from '../engine/machine/files.ts';
import type { Action, CallArgument, CallName, FileEntry, ObjectKey, WireRequest, WireResponse } from './protocol.ts';
import type { Terminals } from './terminals.ts';
import { pageCaller } from './page-caller.ts';
import type { ClusterParts } from './cluster-door.ts';
import type { DoorDesk, DoorEdit, DoorWorld } from './world-door.ts';

export interface LogSink {
  text(stream: number, text: string): void;
  ended(stream: number, error: string): void;
}

/** Calls that the desk answers, also before the cluster has joined it. */
const deskCalls: ReadonlySet<CallName> = new Set<CallName>(['list-files', 'read-file', 'write-file', 'remove-file', 'rename-file', 'make-directory', 'finish-edit', 'export-session']);

export const needsCluster = (name: CallName): boolean => !deskCalls.has(name);

/** Calls that only look: they leave no mark on the run and are not logged. */
const looks: ReadonlySet<CallName> = new Set<CallName>(['list-files', 'read-file', 'history-hash', 'export-session', 'scheduling', 'object-history', 'causes', 'describe', 'fault-catalogue', 'fault-targets', 'etcd-members']);

export function changesTheWorld(action: Action): boolean {
  if (action.type !== 'call') return true;
  if (action.name === 'api') {
    const { method, query } = action.argument as unknown as WireRequest;
    return method !== 'GET' && query?.['dryRun'] === undefined;
  }
  return !looks.has(action.name);
}

export class Actions {
  private readonly desk: DoorDesk;
  /** Set when the cluster joins the desk. */
  cluster: ClusterParts | undefined;
  private readonly terminals: Terminals;
  private readonly logs = new Map<number, () => void>();
  private readonly log: LogSink;
  private readonly edits = new Map<number, DoorEdit>();
  private nextEdit = 1;

  constructor(desk: DoorDesk, terminals: Terminals, log: LogSink) {
    this.desk = desk;
    this.terminals = terminals;
    this.log = log;
  }

  private get world(): DoorWorld {
    if (!this.cluster) throw new Error('the cluster has not started yet');
    return this.cluster.world;
  }

  /** Keeps an editor request; gives its number. */
  addEdit(edit: DoorEdit): number {
    const id = this.nextEdit++;
    this.edits.set(id, edit);
    return id;
  }

  openLogs(): readonly number[] {
    return [...this.logs.keys()];
  }

  pendingEdits(): { readonly edit: number; readonly path: string }[] {
    return [...this.edits].map(([edit, { path }]) => ({ edit, path }));
  }

  /** Returns the answer of a call; throws what the world throws. */
  run(action: Action): unknown {
    switch (action.type) {
      case 'open-terminal':
        return this.terminals.open(action.terminal, action.columns, action.rows);
      case 'keys':
        return this.terminals.type(action.terminal, action.keys);
      case 'resize':
        return this.terminals.resize(action.terminal, action.columns, action.rows);
      case 'close-terminal':
        return this.terminals.close(action.terminal);
      case 'suggest':
        this.desk.suggests = action.on;
        return undefined;
      case 'open-log':
        return this.openLog(action.stream, action.path, action.query);
      case 'close-log':
        this.logs.get(action.stream)?.();
        return void this.logs.delete(action.stream);
      case 'call':
        return this.call(action.name, action.argument) ?? null;
      case 'join':
        throw new Error('the run itself joins the cluster to the desk');
    }
  }

  private call(name: CallName, argument: Json): unknown {
    const { files } = this.desk;
    const given = <N extends CallName>(named: N): CallArgument<N> => (named === name ? (argument as unknown as CallArgument<N>) : unreachable(named as never));
    switch (name) {
      case 'api':
        return this.request(given('api'));
      case 'list-files':
        return this.listFiles(given('list-files').path);
      case 'read-file':
        return files.read(given('read-file').path);
      case 'write-file':
        return files.write(given('write-file').path, given('write-file').text);
      case 'remove-file':
        return files.remove(given('remove-file').path, { recursive: true });
      case 'rename-file':
        return files.rename(given('rename-file').path, given('rename-file').to);
      case 'make-directory':
        return files.mkdir(given('make-directory').path, { parents: true });
      case 'power-node':
        return void (given('power-node').on ? this.world.nodes.start(given('power-node').node) : this.world.nodes.stop(given('power-node').node));
      case 'fault-catalogue':
        return this.world.faults.catalogue;
      case 'fault-targets':
        return this.world.faults.targets(given('fault-targets').name);
      case 'etcd-members':
        return this.world.cluster.etcd.list();
      case 'apply-fault':
        return this.applyFault(given('apply-fault'));
      case 'heal-fault':
        return void this.world.faults.heal(given('heal-fault').id);
      case 'finish-edit':
        this.edits.get(given('finish-edit').edit)?.finish();
        return void this.edits.delete(given('finish-edit').edit);
      case 'open-lesson':
        return this.cluster?.lessons.open(given('open-lesson').slug, given('open-lesson').language);
      case 'scheduling':
        return this.world.cluster.scheduler?.report(`${given('scheduling').namespace}/${given('scheduling').name}`) ?? null;
      case 'object-history':
      case 'causes':
      case 'describe':
        return this.look(name, argument);
      case 'lesson-step':
        return this.cluster?.lessons.goTo(given('lesson-step').step);
      case 'close-lesson':
        return this.cluster?.lessons.close();
      case 'history-hash':
        return this.world.historyHash();
      default:
        throw new Error(`${name} is not answered here`);
    }
  }

  private applyFault({ name, args }: CallArgument<'apply-fault'>): void {
    if (!this.world.faults.apply(name, args)) throw new Error(`${name} cannot be applied to this, or is in force already`);
  }

  private look(name: 'object-history' | 'causes' | 'describe', argument: Json): unknown {
    const { looks } = this.cluster as ClusterParts;
    if (name === 'causes') return looks.causesOf(this.world, (argument as unknown as CallArgument<'causes'>).id);
    const key = argument as unknown as ObjectKey;
    return name === 'describe' ? looks.describedObject(this.world, key) : looks.objectHistory(this.world, key);
  }

  private request(request: WireRequest): WireResponse {
    // The page sees what is, also while the API server answers nobody; what it wants done goes the way of everybody.
    const api = request.method === 'GET' ? this.world.api : this.world.outside;
    const { code, warnings, body } = api.request(request, pageCaller);
    return { code, warnings, body: body.type === 'json' ? body.value : body.type === 'text' ? body.text : null };
  }

  private listFiles(path: string): FileEntry[] {
    const { files } = this.desk;
    const base = path === '/' ? '' : path;
    return files.list(path).flatMap((name): FileEntry[] => {
      const full = `${base}/${name}`;
      try {
        const { type } = files.stat(full);
        return type === 'file' || type === 'directory' ? [{ path: full, name, type }] : [];
      } catch (error) {
        if (error instanceof FileError) return [];
        throw error;
      }
    });
  }

  private openLog(stream: number, path: string, query: Readonly<Record<string, string>>): void {
    const response = this.world.api.request({ method: 'GET', path, query }, pageCaller);
    if (response.body.type !== 'stream') {
      const { text, error } = plainLog(response);
      if (text) this.log.text(stream, text);
      return this.log.ended(stream, error);
    }
    const source = response.body.stream;
    this.logs.set(stream, () => source.close());
    source.listen({ item: (text) => this.log.text(stream, text), end: () => this.log.ended(stream, '') });
  }
}

function plainLog({ code, body }: ApiResponse): { readonly text: string; readonly error: string } {
  if (body.type === 'text') return code < 400 ? { text: body.text, error: '' } : { text: '', error: body.text };
  if (body.type !== 'json') return { text: '', error: '' };
  return { text: '', error: (body.value as { readonly message?: string } | null)?.message ?? `${code}` };
}
