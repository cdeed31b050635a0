// Jobs of an interactive shell: what runs in the background or is stopped, and how it is announced.
import type { Writer } from '../../sim/stream.ts';
import type { Child, SignalName } from '../process.ts';

export interface Job {
  readonly id: number;
  readonly children: readonly Child[];
  readonly text: string;
  background: boolean;
  /** The state that was last told. */
  told: 'running' | 'stopped';
  /** Asked for by `wait`, or told: it may go from the table. */
  done: boolean;
}

const words: Partial<Readonly<Record<SignalName, string>>> = {
  SIGHUP: 'Hangup', SIGINT: 'Interrupt', SIGQUIT: 'Quit', SIGKILL: 'Killed', SIGTERM: 'Terminated', SIGUSR1: 'User defined signal 1', SIGUSR2: 'User defined signal 2', SIGPIPE: 'Broken pipe',
};

export const signalWords = (signal: SignalName): string => words[signal] ?? signal;

export function addJob(jobs: Job[], children: readonly Child[], text: string, background: boolean): Job {
  const id = jobs.reduce((last, job) => Math.max(last, job.id), 0) + 1;
  const job: Job = { id, children, text, background, told: 'running', done: false };
  jobs.push(job);
  return job;
}

export const isFinished = (job: Job): boolean => job.children.every((child) => child.status);
export const isStopped = (job: Job): boolean => !isFinished(job) && job.children.every((child) => child.status ?? child.stopped);

export function stateOf(job: Job): string {
  if (!isFinished(job)) return isStopped(job) ? 'Stopped' : 'Running';
  const status = job.children.at(-1)?.status;
  if (status?.signal) return signalWords(status.signal);
  return status && status.code !== 0 ? `Exit ${status.code}` : 'Done';
}

/** `+` for the current job, `-` for the one before it. */
export function markOf(jobs: readonly Job[], job: Job): string {
  const order = [...jobs].sort((a, b) => Number(isStopped(a)) - Number(isStopped(b)) || a.id - b.id);
  return order.at(-1) === job ? '+' : order.at(-2) === job ? '-' : ' ';
}

export function describe(jobs: readonly Job[], job: Job, long = false): string {
  const state = stateOf(job);
  const text = state === 'Running' ? `${job.text} &` : job.text;
  const pid = long ? `${String(job.children[0]?.pid ?? 0).padStart(6)} ` : '';
  return `[${job.id}]${markOf(jobs, job)} ${pid} ${state.padEnd(24)}${text}\n`;
}

/** Tells what ended since the last prompt, and forgets it. */
export function announce(jobs: Job[], to: Writer): void {
  const ended = jobs.filter((job) => isFinished(job));
  for (const job of ended) if (!job.done && job.background) to.push(describe(jobs, job));
  for (const job of ended) jobs.splice(jobs.indexOf(job), 1);
}

/** The job that `%1`, `%+`, `%-`, `%name` means. */
export function findJob(jobs: readonly Job[], spec: string | undefined): Job | undefined {
  const live = jobs.filter((job) => !job.done);
  if (spec === undefined || spec === '%' || spec === '%%' || spec === '%+') return live.find((job) => markOf(live, job) === '+');
  if (spec === '%-') return live.find((job) => markOf(live, job) === '-') ?? live[0];
  const name = spec.replace(/^%/, '');
  if (/^\d+$/.test(name)) return live.find((job) => job.id === Number(name));
  return live.find((job) => (name.startsWith('?') ? job.text.includes(name.slice(1)) : job.text.startsWith(name)));
}

/** What `time` reports. */
export function timeText(ms: number, posix: unknown, format?: string): string {
  const seconds = ms / 1000;
  if (format !== undefined && !posix) return format === '' ? '' : `${format.replace(/%(\d?)(l?)([RUSP%])/g, (_, digits: string, long: string, what: string) => (what === '%' ? '%' : what === 'P' ? '0.00' : durationText(what === 'R' ? seconds : 0, digits === '' ? 3 : Math.min(3, Number(digits)), long !== '')))}\n`;
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  return `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

const durationText = (seconds: number, digits: number, long: boolean): string => (long ? `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(digits)}s` : seconds.toFixed(digits));
