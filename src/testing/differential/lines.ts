// Command lines of kubectl drawn from its own flag tables: valid, mistyped and nonsensical, from a seed.
import type { Command } from '../../engine/kubectl/cli/command.ts';
import type { Flag } from '../../engine/kubectl/cli/flag.ts';
import { globalFlags } from '../../engine/kubectl/cli/global-flags.ts';
import { commands } from '../../engine/kubectl/commands/table.ts';
import { Random } from '../../engine/sim/random.ts';
import { kindWords, labelWords, namesFor, paths, taintWords, valuesFor } from './words.ts';

interface Leaf {
  readonly path: readonly string[];
  readonly command: Command;
}

/** Commands that wait for a person, stay, need a running container, or write into places of their own. */
const left = new Set(['attach', 'exec', 'port-forward', 'proxy', 'cp', 'debug', 'edit', 'completion', 'plugin', 'kuberc', 'alpha', 'dump', 'edit-last-applied']);
/** Flags that make a command stay or ask, or that are Go's own (profiles, logs). */
const leftFlags = /^(watch|watch-only|follow|stdin|stdin-once|tty|attach|edit|interactive|profile|profile-output|log-flush-frequency|v|vmodule|cache-dir|kuberc|kubeconfig|output-directory|output-watch-events|rm|leave-stdin-open|password|username|token|certificate-authority|client-certificate|client-key|insecure-skip-tls-verify|tls-server-name|server|disable-compression|match-server-version|as-uid|as-user-extra|windows-line-endings|detach-keys|warnings-as-errors)$/;

function leavesOf(list: readonly Command[], path: readonly string[]): readonly Leaf[] {
  return list.flatMap((command): readonly Leaf[] => {
    if (left.has(command.name)) return [];
    const here = [...path, command.name];
    const below = command.commands ? leavesOf(command.commands, here) : [];
    return [...(command.run || below.length === 0 ? [{ path: here, command }] : []), ...below];
  });
}

const leaves = leavesOf(commands, []);
/** Read oftener than written, as people do. */
const weights: Readonly<Record<string, number>> = { get: 40, describe: 10, apply: 8, create: 5, delete: 4, label: 4, annotate: 4, scale: 4, patch: 5, explain: 4, logs: 3, run: 4, expose: 4, 'can-i': 4 };
const weighted = leaves.flatMap((leaf) => Array.from({ length: weights[leaf.path.join(' ')] ?? weights[leaf.command.name] ?? 2 }, () => leaf));
const globals = globalFlags('/root').filter(({ name }) => !leftFlags.test(name));

const chance = (random: Random, oneIn: number): boolean => random.int(oneIn) === 0;

/** The seeds of a run's lines: each line stands alone. */
export function lineOf(seed: string): readonly string[] {
  const random = new Random(`kubectl ${seed}`);
  const { path, command } = random.pick(weighted);
  const words = [...path.slice(0, -1), chance(random, 150) ? typo(random, path.at(-1) as string) : random.pick([path.at(-1) as string, ...(command.aliases ?? [])])];
  const rest = [...argumentsOf(random, path, command), ...flagsOf(random, path, command)];
  return [...words, ...(chance(random, 4) ? random.shuffled(grouped(rest)).flat() : rest)];
}

/** A flag and its value stay together when words change places; what follows `--` stays last. */
function grouped(words: readonly string[]): readonly (readonly string[])[] {
  if (words.includes('--')) return [words];
  const groups: string[][] = [];
  for (const word of words) {
    const before = groups.at(-1);
    if (before?.length === 1 && /^--?[a-z]/.test(before[0] as string) && !(before[0] as string).includes('=') && !word.startsWith('-')) before.push(word);
    else groups.push([word]);
  }
  return groups;
}

function typo(random: Random, word: string): string {
  const at = random.int(Math.max(1, word.length - 1));
  switch (random.int(4)) {
    case 0: return word.slice(0, at) + word.slice(at + 1);
    case 1: return `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`;
    case 2: return `${word}${word.at(-1) ?? ''}`;
    default: return `${word}x`;
  }
}

function targets(random: Random): readonly string[] {
  const kind = random.pick(kindWords);
  const name = (): string => random.pick(namesFor(kind));
  switch (random.int(12)) {
    case 0: return [];
    case 1: return [name()];
    case 2: case 3: return [kind];
    case 4: case 5: return [`${kind}/${name()}`];
    case 6: return [`${kind}/${name()}`, `${random.pick(kindWords)}/${name()}`];
    case 7: return [kind, name(), name()];
    default: return [kind, name()];
  }
}

const fresh = ['fresh', 'fresh', 'fresh-2', 'web', 'Bad_Name', 'a.b', ''];

function argumentsOf(random: Random, path: readonly string[], command: Command): readonly string[] {
  const [head = '', sub = ''] = path;
  const most = <T>(list: readonly T[]): readonly T[] => list.slice(0, random.pick([1, 1, 2, list.length]));
  switch (head) {
    case 'create': return path.length === 1 ? (chance(random, 3) ? ['x'] : []) : path.at(-1) === 'secret' || path.at(-1) === 'service' ? [] : chance(random, 10) ? [] : [random.pick(fresh), ...(chance(random, 6) && (sub === 'job' || sub === 'cronjob' || sub === 'deployment') ? ['--', 'date', '-u'] : [])];
    case 'run': return [random.pick(fresh), ...(chance(random, 5) ? ['--', 'sh', '-c', 'echo x'] : [])];
    case 'label': case 'annotate': return [...targets(random), ...most(random.shuffled(labelWords))];
    case 'taint': return [random.pick(['node', 'nodes', 'no', 'pod']), random.pick(['node-1', 'node-2', 'nosuch']), ...most(random.shuffled(taintWords))];
    case 'cordon': case 'uncordon': case 'drain': return chance(random, 8) ? [] : [random.pick(['node-1', 'node-2', 'nosuch', 'node/node-1'])];
    case 'logs': return random.pick([['one'], ['pod/one'], ['deploy/web'], ['nosuch'], [], ['one', 'app'], ['job/once'], ['svc/web']]);
    case 'explain': return chance(random, 10) ? [] : [random.pick(paths)];
    case 'set': return [...targets(random), ...(sub === 'image' ? [random.pick(['app=nginx:1.26', '*=busybox', 'nosuch=x', 'app', 'app='])] : sub === 'env' ? most(['A=b', 'B-', 'C=', '=d', 'E']) : sub === 'serviceaccount' ? ['robot'] : sub === 'selector' ? [random.pick(['a=b', 'a=b,c=d', 'x in ('])] : [])];
    case 'auth': return sub === 'can-i' ? random.pick([['get', 'pods'], ['create', 'deployments.apps'], ['get', 'pods/one'], ['*', '*'], ['fly', 'pods'], ['get', '/healthz'], ['list', 'nosuch'], [], ['get'], ['get', 'pods', 'one'], ['use', 'nodes']]) : [];
    case 'config': return configArguments(random, sub);
    case 'certificate': return [random.pick(['nosuch', ''])];
    case 'top': return sub === '' ? [] : random.pick([[], ['one'], ['nosuch', 'x']]);
    case 'wait': case 'get': case 'describe': case 'delete': case 'scale': case 'patch': case 'expose': case 'autoscale': case 'rollout': return targets(random);
    case 'version': case 'api-versions': case 'api-resources': case 'cluster-info': case 'options': case 'events': return chance(random, 8) ? ['extra'] : [];
    case 'kustomize': return random.pick([['kust'], ['nosuch'], [], ['dir']]);
    default: return command.completes && command.completes[0] !== 'none' ? targets(random) : chance(random, 6) ? ['extra'] : [];
  }
}

function configArguments(random: Random, sub: string): readonly string[] {
  switch (sub) {
    case 'use-context': case 'delete-context': case 'get-contexts': return random.pick([['kubarium'], ['nosuch'], []]);
    case 'set-context': case 'set-cluster': case 'set-credentials': return [random.pick(['kubarium', 'fresh', 'admin'])];
    case 'delete-cluster': case 'delete-user': return [random.pick(['kubarium', 'admin', 'nosuch'])];
    case 'rename-context': return random.pick([['kubarium', 'other'], ['nosuch', 'x'], ['kubarium']]);
    case 'set': return random.pick([['contexts.kubarium.namespace', 'team'], ['current-context', 'x'], ['clusters.kubarium.server', 'https://x'], ['nosuch.a', 'b'], ['x']]);
    case 'unset': return random.pick([['current-context'], ['contexts.kubarium.namespace'], ['nosuch']]);
    default: return chance(random, 8) ? ['extra'] : [];
  }
}

/** Flags that a command hardly makes sense without. */
const usual: Readonly<Record<string, readonly string[]>> = {
  apply: ['filename'], replace: ['filename'], diff: ['filename'], create: ['filename'], 'create deployment': ['image'], run: ['image'], scale: ['replicas'], patch: ['patch'], expose: ['port'], autoscale: ['max'], wait: ['for', 'timeout'], 'rollout status': ['timeout'], delete: ['timeout'], drain: ['timeout'], 'create cronjob': ['image', 'schedule'], 'create job': ['image'], 'create configmap': ['from-literal'], 'create secret generic': ['from-literal'], 'create service clusterip': ['tcp'], 'create service nodeport': ['tcp'], 'create service loadbalancer': ['tcp'], 'create service externalname': ['external-name'], 'create role': ['verb', 'resource'], 'create clusterrole': ['verb', 'resource'], 'create rolebinding': ['role'], 'create clusterrolebinding': ['clusterrole'], 'create quota': ['hard'], 'create ingress': ['rule'], 'create poddisruptionbudget': ['selector', 'min-available'], 'create priorityclass': ['value'], 'create secret tls': ['cert', 'key'], 'create secret docker-registry': ['docker-username', 'docker-password'], 'set resources': ['limits'], 'set subject': ['user'], 'set env': [], 'auth reconcile': ['filename'], 'apply set-last-applied': ['filename'],
};
/** What would otherwise wait longer than is useful here. */
const bounded = new Set(['delete', 'drain', 'wait', 'rollout status']);

function flagsOf(random: Random, path: readonly string[], command: Command): readonly string[] {
  const own = (command.flags ?? []).filter(({ name }) => !leftFlags.test(name));
  const key = path.join(' ');
  const words: string[] = [];
  for (const name of usual[key] ?? []) {
    const flag = own.find((one) => one.name === name);
    if (!flag) continue;
    if (bounded.has(key) && name === 'timeout') words.push(`--timeout=${random.pick(['1s', '2s'])}`);
    else if (!chance(random, 10)) words.push(...flagWords(random, flag));
  }
  const output = own.find(({ name }) => name === 'output');
  if (output && chance(random, 2)) words.push(...flagWords(random, output));
  for (let n = random.pick([0, 0, 1, 1, 2, 3]); n > 0; n--) {
    const flag = chance(random, 4) ? random.pick(globals) : own.length > 0 ? random.pick(own) : random.pick(globals);
    if (bounded.has(key) && flag.name === 'timeout') continue;
    words.push(...flagWords(random, flag));
  }
  if (chance(random, 40)) words.push(random.pick(['--nosuch', '--outptu=json', '-Z', '--help', '-h', '-o', '--namespace', '-', '--', '---x', '-n=', '-xyz', '--output']));
  // What follows `--` is no flag any more.
  return words;
}

function flagWords(random: Random, flag: Flag): readonly string[] {
  const name = chance(random, 120) ? typo(random, flag.name) : flag.name;
  if (flag.type === 'bool') return [chance(random, 4) ? `--${name}=${random.pick(valuesFor(flag))}` : flag.short !== undefined && chance(random, 2) ? `-${flag.short}` : `--${name}`];
  const value = flag.complete && chance(random, 2) ? random.pick(flag.complete) : random.pick(valuesFor(flag));
  if (flag.bare !== undefined && chance(random, 3)) return [`--${name}`];
  if (flag.short !== undefined && chance(random, 2)) return random.pick([[`-${flag.short}`, value], [`-${flag.short}${value}`], [`-${flag.short}=${value}`]]);
  return chance(random, 3) ? [`--${name}`, value] : [`--${name}=${value}`];
}

export const shown = (words: readonly string[]): string => `kubectl ${words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')}`;

