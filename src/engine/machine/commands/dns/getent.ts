// getent: the C library's databases of users, groups and hosts (glibc nss/getent.c).
import type { Fiber } from '../../../sim/fiber.ts';
import { command, type Run } from '../../command.ts';
import { NetError } from '../../net.ts';
import type { Program } from '../../process.ts';
import { hostsEntry, lookUp } from '../../resolver.ts';
import { configOf, isAddress } from './question.ts';

export const getent: Program = command({ name: 'getent', usage: 'getent database [key ...]', about: 'Get entries from administrative database.', flags: {} }, function* (run) {
  const [database, ...keys] = run.args;
  if (database === 'passwd' || database === 'group') return yield* fromFile(run, database, keys);
  if (database === 'hosts' && keys.length === 0) {
    const lines = fileOf(run, '/etc/hosts').map((line) => line.trim().split(/\s+/)).filter(([ip]) => ip !== undefined && isAddress(ip));
    yield* run.out(lines.map(([ip = '', ...names]) => `${ip.padEnd(15)} ${names.join(' ')}\n`).join(''));
    return 0;
  }
  if (database !== 'hosts' && database !== 'ahosts' && database !== 'ahostsv4') {
    run.process.stderr.push(`Unknown database: ${database ?? ''}\nTry \`getent --help' or \`getent --usage' for more information.\n`);
    return 1;
  }
  for (const key of keys) {
    const found = yield* lookedUp(run, key);
    if (!found) return 2;
    for (const address of found.addresses) yield* run.out(database === 'hosts' ? `${address.padEnd(15)} ${found.name}\n` : ['STREAM', 'DGRAM', 'RAW'].map((kind, i) => `${address.padEnd(15)} ${kind.padEnd(6)} ${i ? '' : found.name}\n`).join(''));
  }
  return 0;
});

const fileOf = (run: Run, path: string): readonly string[] => (run.process.files.exists(path) ? run.process.files.read(path).split('\n').filter((line) => line !== '') : []);

function* fromFile(run: Run, database: string, keys: readonly string[]): Fiber<number> {
  const lines = fileOf(run, `/etc/${database}`);
  const found = keys.length ? lines.filter((line) => keys.includes(line.split(':')[0] as string) || keys.includes(line.split(':')[2] as string)) : lines;
  yield* run.out(found.map((line) => `${line}\n`).join(''));
  return found.length ? 0 : 2;
}

function* lookedUp(run: Run, name: string): Fiber<{ readonly addresses: readonly string[]; readonly name: string } | undefined> {
  const { net, files } = run.process;
  try {
    if (files.exists('/etc/hosts') && hostsEntry(files.read('/etc/hosts'), name) !== undefined) return { addresses: [hostsEntry(files.read('/etc/hosts'), name) as string], name };
    if (!net.datagrams || !files.exists('/etc/resolv.conf') || name === 'localhost') return { addresses: yield* net.resolve(name), name };
    return yield* lookUp(net, configOf(run.process), name);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return undefined;
  }
}
