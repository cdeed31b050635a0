// Builtins about processes: jobs, fg, bg, wait, kill, disown, trap, umask, ulimit.
import { type Fiber, firstOf } from '../../../sim/fiber.ts';
import type { Child, SignalName } from '../../process.ts';
import { signalNumber } from '../../process.ts';
import type { Evaluator } from '../evaluator.ts';
import { describe, findJob, isFinished, type Job, signalWords } from '../jobs.ts';
import { singleQuoted } from './flow.ts';
import { type Builtin, plain } from './builtin.ts';
import { ulimit, umask } from './limits.ts';

const jobs = plain((on, args) => {
  const { state } = on;
  const shown = state.jobs.length ? state.jobs : state.heldJobs;
  for (const job of [...shown]) {
    if (!job.background || job.done) continue;
    if (args.includes('-p')) on.io.out.push(`${job.children[0]?.pid}\n`);
    else on.io.out.push(describe(shown, job, args.includes('-l')));
    if (isFinished(job)) job.done = true;
  }
  state.jobs = state.jobs.filter((job) => !job.done);
  return 0;
});

function need(on: Evaluator, name: string, spec: string | undefined): Job | undefined {
  const job = findJob(on.state.jobs, spec);
  if (!job) on.complain(`${name}: ${spec ?? 'current'}: no such job`);
  return job;
}

function goOn(job: Job, foreground: boolean): void {
  for (const child of job.children) {
    child.setForeground?.(foreground);
    child.signal('SIGCONT');
  }
}

const fg: Builtin = function* (on, argv) {
  if (!on.state.options.monitor) {
    on.complain('fg: no job control');
    return 1;
  }
  const job = need(on, 'fg', argv[1]);
  if (!job) return 1;
  on.io.out.push(`${job.text}\n`);
  job.background = false;
  goOn(job, true);
  const statuses = yield* on.waitFor(job.children, job);
  return statuses.at(-1) ?? 0;
};

const bg = plain((on, args) => {
  if (!on.state.options.monitor) {
    on.complain('bg: no job control');
    return 1;
  }
  const job = need(on, 'bg', args[0]);
  if (!job) return 1;
  job.background = true;
  job.told = 'running';
  goOn(job, false);
  on.io.out.push(`[${job.id}]+ ${job.text} &\n`);
  return 0;
});

function* waitOne(on: Evaluator, child: Child): Fiber<number> {
  const { state } = on;
  while (!child.status) {
    const over = yield* state.interruptible(child.exited);
    if (over || child.status) break;
    const [signal] = state.pendingTraps;
    if (signal !== undefined) return 128 + (signalNumber[`SIG${signal}` as SignalName] ?? 0);
    if (state.interrupted) yield* state.tick();
  }
  return child.status?.code ?? 0;
}

/** `wait -n`: the next job that ends. */
function* waitForNext(on: Evaluator, specs: readonly string[]): Fiber<number> {
  const { state } = on;
  const meant = state.jobs.filter((job) => !job.done && (specs.length === 0 || specs.some((spec) => (spec.startsWith('%') ? findJob(state.jobs, spec) === job : job.children.some((child) => String(child.pid) === spec)))));
  if (meant.length === 0) return 127;
  for (;;) {
    const ended = meant.find((job) => isFinished(job));
    if (ended) {
      ended.done = true;
      return ended.children.at(-1)?.status?.code ?? 0;
    }
    const running = meant.flatMap((job) => job.children.filter((child) => !child.status));
    state.rest();
    const { index } = yield* firstOf(...running.map((child) => child.exited), state.interrupt.next);
    if (index === running.length) {
      const [signal] = state.pendingTraps;
      if (signal !== undefined) return 128 + (signalNumber[`SIG${signal}` as SignalName] ?? 0);
      yield* state.tick();
    }
  }
}

const wait: Builtin = function* (on, argv) {
  const { state } = on;
  const specs = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  let status = 0;
  if (argv[1] === '-n') return yield* waitForNext(on, specs);
  if (specs.length === 0) {
    for (const job of [...state.jobs]) {
      for (const child of job.children) {
        status = yield* waitOne(on, child);
        if (!child.status) return status;
      }
      if (!state.interactive) job.done = true;
    }
    state.jobs = state.jobs.filter((job) => !job.done);
    return 0;
  }
  for (const spec of specs) {
    const job = spec.startsWith('%') ? findJob(state.jobs, spec) : state.jobs.find((candidate) => candidate.children.some((child) => String(child.pid) === spec));
    if (!job) {
      on.complain(spec.startsWith('%') ? `wait: ${spec}: no such job` : /^\d+$/.test(spec) ? `wait: pid ${spec} is not a child of this shell` : `wait: \`${spec}': not a pid or valid job spec`);
      status = 127;
      continue;
    }
    for (const child of job.children) status = yield* waitOne(on, child);
    const killed = job.children.at(-1)?.status?.signal;
    if (state.flavour === 'bash' && !state.interactive && !job.done && killed && !['SIGTERM', 'SIGINT', 'SIGPIPE'].includes(killed)) on.complain(`${String(job.children.at(-1)?.pid).padStart(5)} ${signalWords(killed).padEnd(24)}${job.text}`);
    if (isFinished(job) && !state.interactive) job.done = true;
  }
  return status;
};

export const signalNames = Object.keys(signalNumber) as readonly SignalName[];

/** `9`, `KILL`, `SIGKILL`, `kill` */
export function signalFrom(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return signalNames.find((name) => signalNumber[name] === Number(text));
  const name = text.toUpperCase().replace(/^(SIG)?/, 'SIG') as SignalName;
  return name in signalNumber ? name : undefined;
}

/** All of Linux' signals by number, also those that nothing here sends. */
const allSignals: readonly string[] = [
  'EXIT', ...'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(' ').map((name) => `SIG${name}`),
  '', '', 'SIGRTMIN', ...Array.from({ length: 15 }, (_, i) => `SIGRTMIN+${i + 1}`), ...Array.from({ length: 14 }, (_, i) => `SIGRTMAX-${14 - i}`), 'SIGRTMAX',
];

/** Five to a line, as `kill -l` and `trap -l` show them. */
function signalTable(): string {
  const shown = allSignals.map((name, i) => ({ name, i })).filter(({ name, i }) => i > 0 && name !== '');
  return `${shown.map(({ name, i }, at) => `${String(i).padStart(2)}) ${name}${at % 5 === 4 ? '\n' : '\t'}`).join('')}\n`;
}

const kill = plain((on, args) => {
  let signal: SignalName | undefined = 'SIGTERM';
  let targets = args;
  const first = args[0] ?? '';
  if (first === '-l' || first === '-L') {
    let status = 0;
    for (const spec of args.slice(1)) {
      const number = Number(spec) > 128 ? String(Number(spec) - 128) : spec;
      const found = /^\d+$/.test(number) ? allSignals[Number(number)]?.replace(/^SIG/, '') : allSignals.indexOf(number.toUpperCase().replace(/^(SIG)?/, 'SIG'));
      if (found !== undefined && found !== -1) on.io.out.push(`${found}\n`);
      else {
        on.complain(`kill: ${spec}: invalid signal specification`);
        status = 1;
      }
    }
    if (args.length === 1) on.io.out.push(signalTable());
    return status;
  }
  if (first === '-s' || first === '-n') {
    signal = signalFrom(args[1] ?? '');
    if (!signal && args[1] !== '0') {
      on.complain(`kill: ${args[1]}: invalid signal specification`);
      return 1;
    }
    targets = args.slice(2);
  } else if (/^-./.test(first) && first !== '--') {
    signal = signalFrom(first.slice(1));
    if (!signal && first !== '-0') {
      on.complain(on.state.flavour === 'ash' ? `bad signal name '${first.slice(1)}'` : `kill: ${first.slice(1)}: invalid signal specification`);
      return 1;
    }
    targets = args.slice(1);
  }
  targets = targets.filter((target) => target !== '--');
  if (targets.length === 0 && on.state.flavour === 'ash') {
    on.complain('you need to specify whom to kill');
    return 1;
  }
  if (targets.length === 0) {
    on.io.err.push('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
    return 2;
  }
  let status = 0;
  for (const target of targets) if (!killOne(on, target, signal)) status = 1;
  return status;
});

function killOne(on: Evaluator, target: string, signal: SignalName | undefined): boolean {
  const { state } = on;
  if (target.startsWith('%')) {
    const job = findJob(state.jobs.length ? state.jobs : state.heldJobs, target);
    if (!job) {
      on.complain(`kill: ${target}: no such job`);
      return false;
    }
    for (const child of job.children) {
      if (!signal) continue;
      child.signal(signal);
      if (child.stopped && (signal === 'SIGTERM' || signal === 'SIGHUP')) child.signal('SIGCONT');
    }
    return true;
  }
  if (!/^-?\d+$/.test(target)) {
    on.complain(state.flavour === 'ash' ? `invalid number '${target}'` : `kill: ${target}: arguments must be process or job IDs`);
    return false;
  }
  const pid = Number(target);
  const there = signal ? state.process.kill(pid, signal) : state.process.ps().some((info) => info.pid === pid);
  const why = state.process.ps().some((info) => info.pid === pid) ? 'Operation not permitted' : 'No such process';
  if (!there) on.complain(state.flavour === 'ash' ? `can't kill pid ${target}: ${why}` : `kill: (${target}) - ${why}`);
  return there;
}

const pseudo = new Set(['EXIT', 'ERR', 'DEBUG', 'RETURN']);

const trap = plain((on, args) => {
  const { state } = on;
  const words = args.filter((arg) => arg !== '--' && arg !== '-p');
  if (words.length === 0 || args.includes('-p')) {
    for (const [name, action] of state.traps) if (words.length === 0 || words.some((word) => trapName(word) === name)) on.io.out.push(`trap -- ${singleQuoted(action)} ${pseudo.has(name) ? name : `SIG${name}`}\n`);
    return 0;
  }
  if (args[0] === '-l') {
    on.io.out.push(signalTable());
    return 0;
  }
  const reset = words.length === 1 || words[0] === '-' || /^\d+$/.test(words[0] as string);
  const action = reset ? undefined : (words[0] as string);
  let status = 0;
  for (const spec of reset && words[0] !== '-' ? words : words.slice(1)) {
    const name = trapName(spec);
    if (!name) {
      on.complain(`trap: ${spec}: invalid signal specification`);
      status = 1;
      continue;
    }
    if (action === undefined) state.traps.delete(name);
    else state.traps.set(name, action);
    if (!pseudo.has(name)) hear(on, name, action);
  }
  return status;
});

function trapName(spec: string): string | undefined {
  const upper = spec.toUpperCase();
  if (upper === '0') return 'EXIT';
  if (pseudo.has(upper)) return upper;
  return signalFrom(spec)?.slice(3);
}

function hear(on: Evaluator, name: string, action: string | undefined): void {
  const { state } = on;
  state.process.onSignal(`SIG${name}` as SignalName, action === undefined ? undefined : () => {
    if (action === '') return;
    state.pendingTraps.push(name);
    state.interrupt.fire();
  });
}

const disown = plain((on, args) => {
  const job = need(on, 'disown', args.find((arg) => !arg.startsWith('-')));
  if (!job) return 1;
  on.state.jobs = on.state.jobs.filter((candidate) => candidate !== job);
  return 0;
});

export const controlBuiltins: Readonly<Record<string, Builtin>> = { jobs, fg, bg, wait, kill, trap, umask, ulimit, disown };
