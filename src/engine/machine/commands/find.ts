// find and tree: walks over directories.
import type { Fiber } from '../../sim/fiber.ts';
import { command, CommandFailure, type Run } from '../command.ts';
import { FileError, type Stat } from '../files.ts';
import type { Process, Program } from '../process.ts';
import { matches } from '../shell/pattern.ts';

interface Item {
  readonly path: string;
  readonly full: string;
  readonly name: string;
  readonly stat: Stat;
  readonly depth: number;
}
interface Context {
  readonly process: Process;
  status: number;
  prune: boolean;
}
type Test = (item: Item, on: Context) => Fiber<boolean>;

interface Parsing {
  readonly process: Process;
  readonly words: readonly string[];
  at: number;
  acts: boolean;
  minDepth: number;
  maxDepth: number;
  depthFirst: boolean;
  readonly atEnd: ((on: Context) => Fiber<void>)[];
}

export const find: Program = function* (process, argv) {
  const words = argv.slice(1);
  let at = 0;
  while (at < words.length && !/^[-!(]/.test(words[at] as string)) at++;
  const parsing: Parsing = { process, words, at, acts: false, minDepth: 0, maxDepth: Infinity, depthFirst: false, atEnd: [] };
  const on: Context = { process, status: 0, prune: false };
  try {
    const test = parsing.at < words.length ? disjunction(parsing) : constant(true);
    if (parsing.at < words.length) throw new CommandFailure(`paths must precede expression: \`${words[parsing.at]}'`);
    const whole: Test = parsing.acts ? test : function* (item, context) {
      if (yield* test(item, context)) yield* process.stdout.write(`${item.path}\n`);
      return true;
    };
    for (const path of at ? words.slice(0, at) : ['.']) yield* walk(path, resolve(process, path), 0, whole, parsing, on);
    for (const act of parsing.atEnd) yield* act(on);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    process.stderr.push(`find: ${error.message}\n`);
    return 1;
  }
  return on.status;
};

const resolve = (process: Process, path: string): string => (path.startsWith('/') ? path : `${process.cwd === '/' ? '' : process.cwd}/${path}`);
const constant = (value: boolean): Test => function* () {
  return value;
};

function* walk(path: string, full: string, depth: number, test: Test, parsing: Parsing, on: Context): Fiber<void> {
  const { files } = on.process;
  let stat: Stat;
  try {
    stat = files.lstat(full);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    on.process.stderr.push(`find: '${path}': ${error.message}\n`);
    on.status = 1;
    return;
  }
  const name = path.replace(/\/+$/, '').split('/').at(-1) || '/';
  const item: Item = { path, full, name, stat, depth };
  on.prune = false;
  if (!parsing.depthFirst && depth >= parsing.minDepth) yield* test(item, on);
  if (stat.type === 'directory' && depth < parsing.maxDepth && !on.prune) {
    let names: readonly string[] = [];
    try {
      names = files.list(full);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      on.process.stderr.push(`find: '${path}': ${error.message}\n`);
      on.status = 1;
    }
    for (const child of names) yield* walk(path.endsWith('/') ? path + child : `${path}/${child}`, full === '/' ? `/${child}` : `${full}/${child}`, depth + 1, test, parsing, on);
  }
  on.prune = false;
  if (parsing.depthFirst && depth >= parsing.minDepth) yield* test(item, on);
}

function disjunction(on: Parsing): Test {
  let left = conjunction(on);
  while (on.words[on.at] === '-o' || on.words[on.at] === '-or') {
    on.at++;
    const [a, b] = [left, conjunction(on)];
    left = function* (item, context) {
      return (yield* a(item, context)) || (yield* b(item, context));
    };
  }
  return left;
}

function conjunction(on: Parsing): Test {
  let left = negation(on);
  for (;;) {
    const word = on.words[on.at];
    if (word === undefined || word === '-o' || word === '-or' || word === ')') return left;
    if (word === '-a' || word === '-and') on.at++;
    const [a, b] = [left, negation(on)];
    left = function* (item, context) {
      return (yield* a(item, context)) && (yield* b(item, context));
    };
  }
}

function negation(on: Parsing): Test {
  const word = on.words[on.at];
  if (word === '!' || word === '-not') {
    on.at++;
    const inner = negation(on);
    return function* (item, context) {
      return !(yield* inner(item, context));
    };
  }
  if (word === '(') {
    on.at++;
    const inner = disjunction(on);
    if (on.words[on.at++] !== ')') throw new CommandFailure("invalid expression; expected to find a ')' but didn't see one.");
    return inner;
  }
  on.at++;
  return primary(on, word as string);
}

const simple = (test: (item: Item, on: Context) => boolean): Test => function* (item, on) {
  return test(item, on);
};

function compareNumber(spec: string, value: number): boolean {
  const n = Number(spec.replace(/^[-+]/, ''));
  return spec.startsWith('+') ? value > n : spec.startsWith('-') ? value < n : value === n;
}

function primary(on: Parsing, word: string): Test {
  const take = (): string => {
    const value = on.words[on.at++];
    if (value === undefined) throw new CommandFailure(`missing argument to \`${word}'`);
    return value;
  };
  const { nowMs } = on.process.clock;
  switch (word) {
    case '-name': { const glob = take(); return simple((item) => matches(glob, item.name)); }
    case '-iname': { const glob = take(); return simple((item) => matches(glob, item.name, true)); }
    case '-path':
    case '-wholename': { const glob = take(); return simple((item) => matches(glob, item.path)); }
    case '-regex': { const shape = new RegExp(`^(?:${take()})$`); return simple((item) => shape.test(item.path)); }
    case '-type': { const types = take().split(','); return simple((item) => types.includes({ file: 'f', program: 'f', directory: 'd', link: 'l', device: 'c' }[item.stat.type])); }
    case '-empty': return simple((item, context) => (item.stat.type === 'directory' ? context.process.files.list(item.full).length === 0 : item.stat.type === 'file' && item.stat.size === 0));
    case '-size': {
      const m = /^([-+]?)(\d+)([ckMGb]?)$/.exec(take());
      if (!m) throw new CommandFailure('invalid -size type');
      const unit = { c: 1, k: 1024, M: 1_048_576, G: 1_073_741_824, b: 512, '': 512 }[m[3] as string] ?? 512;
      return simple((item) => compareNumber(`${m[1]}${m[2]}`, Math.ceil(item.stat.size / unit)));
    }
    case '-mtime': { const spec = take(); return simple((item) => compareNumber(spec, Math.floor((nowMs - item.stat.modifiedMs) / 86_400_000))); }
    case '-mmin': { const spec = take(); return simple((item) => compareNumber(spec, Math.floor((nowMs - item.stat.modifiedMs) / 60_000))); }
    case '-newer': { const other = on.process.files.stat(resolve(on.process, take())); return simple((item) => item.stat.modifiedMs > other.modifiedMs); }
    case '-user': { const user = take(); return simple((item) => item.stat.owner === user); }
    case '-perm': { const spec = take(); const mode = Number.parseInt(spec.replace(/^[-/]/, ''), 8); return simple((item) => (spec.startsWith('-') ? (item.stat.mode & mode) === mode : spec.startsWith('/') ? (item.stat.mode & mode) !== 0 : (item.stat.mode & 0o7777) === mode)); }
    case '-maxdepth': on.maxDepth = Number(take()); return constant(true);
    case '-mindepth': on.minDepth = Number(take()); return constant(true);
    case '-depth': on.depthFirst = true; return constant(true);
    case '-xdev':
    case '-mount':
    case '-follow': return constant(true);
    case '-true': return constant(true);
    case '-false': return constant(false);
    case '-prune': return simple((_, context) => (context.prune = true));
    default: return action(on, word, take);
  }
}

function action(on: Parsing, word: string, take: () => string): Test {
  on.acts = true;
  switch (word) {
    case '-print': return printing((item) => `${item.path}\n`);
    case '-print0': return printing((item) => `${item.path}\0`);
    case '-printf': { const format = take(); return printing((item) => formatItem(format, item)); }
    case '-ls': return printing((item) => `${item.stat.size} ${item.path}\n`);
    case '-quit': return simple(() => {
      throw new CommandFailure('');
    });
    case '-delete':
      on.depthFirst = true;
      return simple((item, context) => {
        try {
          context.process.files.remove(item.full);
          return true;
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          context.process.stderr.push(`find: cannot delete '${item.path}': ${error.message}\n`);
          context.status = 1;
          return false;
        }
      });
    case '-exec':
    case '-execdir': return execution(on);
    default: throw new CommandFailure(`unknown predicate \`${word}'`);
  }
}

const printing = (text: (item: Item) => string): Test => function* (item, on) {
  yield* on.process.stdout.write(text(item));
  return true;
};

const formatItem = (format: string, item: Item): string => format.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\0').replace(/%([pfhsmuyd%])/g, (_, letter: string) => ({
  p: item.path, f: item.name, h: item.path.includes('/') ? item.path.slice(0, item.path.lastIndexOf('/')) : '.', s: String(item.stat.size), m: (item.stat.mode & 0o7777).toString(8), u: item.stat.owner, d: String(item.depth), y: item.stat.type === 'directory' ? 'd' : item.stat.type === 'link' ? 'l' : 'f', '%': '%',
})[letter] ?? '');

function execution(on: Parsing): Test {
  const words: string[] = [];
  for (;;) {
    const word = on.words[on.at++];
    if (word === undefined) throw new CommandFailure("missing argument to `-exec'");
    if (word === ';') break;
    if (word === '+' && words.at(-1) === '{}') {
      words.pop();
      const found: string[] = [];
      on.atEnd.push(function* (context) {
        if (found.length && (yield* start([...words, ...found], context)) !== 0) context.status = 1;
      });
      return simple((item) => found.push(item.path) > 0);
    }
    words.push(word);
  }
  return function* (item, context) {
    return (yield* start(words.map((word) => word.replaceAll('{}', item.path)), context)) === 0;
  };
}

function* start(argv: readonly string[], on: Context): Fiber<number> {
  const child = on.process.spawn(argv);
  if (typeof child !== 'string') return (yield* child.wait()).code;
  on.process.stderr.push(`find: '${argv[0]}': No such file or directory\n`);
  return 127;
}

export const tree: Program = command({ name: 'tree', usage: 'tree [-adf] [-L level] [directory ...]', about: 'List contents of directories in a tree-like format.', flags: { all: { short: 'a' }, directories: { short: 'd' }, full: { short: 'f' }, level: { short: 'L', takes: 'value' }, noReport: { long: 'noreport' } } }, function* (run) {
  const count = { directories: 0, files: 0 };
  for (const path of run.args.length ? run.args : ['.']) {
    yield* run.out(`${path}\n`);
    yield* branch(run, path, run.path(path), '', 1, count);
  }
  const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  if (!run.has('noReport')) yield* run.out(`\n${plural(count.directories, 'directory', 'directories')}${run.has('directories') ? '' : `, ${plural(count.files, 'file', 'files')}`}\n`);
});

function* branch(run: Run, path: string, full: string, indent: string, level: number, count: { directories: number; files: number }): Fiber<void> {
  if (level > run.number('level', Infinity)) return;
  const { files } = run.process;
  const listed = run.attempt(path, () => files.list(full)) ?? [];
  const names = listed.filter((name) => run.has('all') || !name.startsWith('.')).filter((name) => !run.has('directories') || files.lstat(`${full}/${name}`).type === 'directory');
  for (const [i, name] of names.entries()) {
    const last = i === names.length - 1;
    const child = full === '/' ? `/${name}` : `${full}/${name}`;
    const { type } = files.lstat(child);
    yield* run.out(`${indent}${last ? '└── ' : '├── '}${run.has('full') ? `${path}/${name}` : name}${type === 'link' ? ` -> ${files.readLink(child)}` : ''}\n`);
    if (type === 'directory') {
      count.directories++;
      yield* branch(run, `${path}/${name}`, child, `${indent}${last ? '    ' : '│   '}`, level + 1, count);
    } else count.files++;
  }
}
