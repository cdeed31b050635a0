// The commands of the simulated Redis over its values in memory.
import { BoundedRegExp } from '../base/regexp/bounded-regexp.ts';

export type Reply = null | number | string | { readonly status: string } | { readonly error: string } | { readonly list: readonly Reply[] };

export interface Store {
  readonly values: Map<string, string | string[]>;
  /** When a key goes, in milliseconds. */
  readonly expires: Map<string, number>;
  readonly nowMs: () => number;
  readonly version: string;
}

const OK: Reply = { status: 'OK' };
const wrongType: Reply = { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' };
const notInteger: Reply = { error: 'ERR value is not an integer or out of range' };

type Command = (store: Store, args: readonly string[]) => Reply;

const commands: Readonly<Record<string, { readonly least: number; readonly run: Command }>> = {
  PING: { least: 0, run: (_, [text]) => text ?? { status: 'PONG' } },
  ECHO: { least: 1, run: (_, [text]) => text ?? '' },
  QUIT: { least: 0, run: () => OK },
  SELECT: { least: 1, run: () => OK },
  SET: { least: 2, run: set },
  GET: { least: 1, run: (store, [key = '']) => text(store, key) },
  DEL: { least: 1, run: (store, keys) => keys.filter((key) => drop(store, key)).length },
  EXISTS: { least: 1, run: (store, keys) => keys.filter((key) => store.values.has(key)).length },
  INCR: { least: 1, run: (store, [key = '']) => increase(store, key, 1) },
  DECR: { least: 1, run: (store, [key = '']) => increase(store, key, -1) },
  INCRBY: { least: 2, run: (store, [key = '', by = '']) => (/^-?\d+$/.test(by) ? increase(store, key, Number(by)) : notInteger) },
  APPEND: { least: 2, run: (store, [key = '', more = '']) => append(store, key, more) },
  KEYS: { least: 1, run: (store, [pattern = '*']) => ({ list: [...store.values.keys()].filter((key) => glob(pattern).test(key)) }) },
  DBSIZE: { least: 0, run: (store) => store.values.size },
  TYPE: { least: 1, run: (store, [key = '']) => ({ status: typeOf(store, key) }) },
  EXPIRE: { least: 2, run: (store, [key = '', seconds = '0']) => expire(store, key, Number(seconds)) },
  TTL: { least: 1, run: (store, [key = '']) => ttl(store, key) },
  LPUSH: { least: 2, run: (store, [key = '', ...items]) => push(store, key, items, true) },
  RPUSH: { least: 2, run: (store, [key = '', ...items]) => push(store, key, items, false) },
  LRANGE: { least: 3, run: (store, [key = '', from = '0', to = '-1']) => range(store, key, Number(from), Number(to)) },
  LLEN: { least: 1, run: (store, [key = '']) => withList(store, key, (list) => list.length) },
  LPOP: { least: 1, run: (store, [key = '']) => withList(store, key, (list) => list.shift() ?? null) },
  RPOP: { least: 1, run: (store, [key = '']) => withList(store, key, (list) => list.pop() ?? null) },
  FLUSHALL: { least: 0, run: flush },
  FLUSHDB: { least: 0, run: flush },
  COMMAND: { least: 0, run: () => ({ list: [] }) },
  INFO: { least: 0, run: ({ version, values }) => `# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n# Keyspace\r\ndb0:keys=${values.size},expires=0,avg_ttl=0` },
};

export function execute(store: Store, [name = '', ...args]: readonly string[]): Reply {
  for (const [key, at] of store.expires) if (at <= store.nowMs()) drop(store, key);
  const wanted = name.toUpperCase();
  const command = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (!command) return { error: `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`.trimEnd() };
  if (args.length < command.least) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` };
  return command.run(store, args);
}

function set(store: Store, [key = '', value = '', ...options]: readonly string[]): Reply {
  const flags = options.map((option) => option.toUpperCase());
  if (flags.includes('NX') && store.values.has(key)) return null;
  if (flags.includes('XX') && !store.values.has(key)) return null;
  store.values.set(key, value);
  store.expires.delete(key);
  const seconds = options[flags.indexOf('EX') + 1];
  if (flags.includes('EX') && seconds !== undefined) store.expires.set(key, store.nowMs() + Number(seconds) * 1000);
  return OK;
}

function text({ values }: Store, key: string): Reply {
  const value = values.get(key);
  return value === undefined ? null : typeof value === 'string' ? value : wrongType;
}

function drop(store: Store, key: string): boolean {
  store.expires.delete(key);
  return store.values.delete(key);
}

function increase({ values }: Store, key: string, by: number): Reply {
  const value = values.get(key) ?? '0';
  if (typeof value !== 'string') return wrongType;
  if (!/^-?\d+$/.test(value)) return notInteger;
  values.set(key, String(Number(value) + by));
  return Number(value) + by;
}

function append({ values }: Store, key: string, more: string): Reply {
  const value = values.get(key) ?? '';
  if (typeof value !== 'string') return wrongType;
  values.set(key, value + more);
  return value.length + more.length;
}

function typeOf({ values }: Store, key: string): string {
  const value = values.get(key);
  return value === undefined ? 'none' : typeof value === 'string' ? 'string' : 'list';
}

function expire(store: Store, key: string, seconds: number): Reply {
  if (!store.values.has(key)) return 0;
  store.expires.set(key, store.nowMs() + seconds * 1000);
  return 1;
}

function ttl({ values, expires, nowMs }: Store, key: string): Reply {
  const at = expires.get(key);
  return !values.has(key) ? -2 : at === undefined ? -1 : Math.ceil((at - nowMs()) / 1000);
}

function withList({ values }: Store, key: string, run: (list: string[]) => Reply): Reply {
  const list = values.get(key) ?? [];
  if (typeof list === 'string') return wrongType;
  const reply = run(list);
  if (list.length === 0) values.delete(key);
  else values.set(key, list);
  return reply;
}

function push(store: Store, key: string, items: readonly string[], front: boolean): Reply {
  return withList(store, key, (list) => {
    for (const item of items) {
      if (front) list.unshift(item);
      else list.push(item);
    }
    return list.length;
  });
}

function range(store: Store, key: string, from: number, to: number): Reply {
  return withList(store, key, (list) => {
    const start = from < 0 ? Math.max(0, list.length + from) : from;
    const end = to < 0 ? list.length + to : to;
    return { list: list.slice(start, end + 1) };
  });
}

function flush(store: Store): Reply {
  store.values.clear();
  store.expires.clear();
  return OK;
}

const glob = (pattern: string): RegExp => new BoundedRegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
