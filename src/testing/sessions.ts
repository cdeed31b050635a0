// Replays kubectl transcripts in process: a fresh hollow cluster each, our kubectl in our shell, outputs compared as the recordings' own tool does.
import fs from 'node:fs';
import path from 'node:path';
import { sh } from '../engine/machine/shell/shell.ts';
import type { ExitStatus } from '../engine/machine/process.ts';
import { readAll, Pipe } from '../engine/sim/stream.ts';
import { descriptions } from 'virtual:kubernetes-descriptions';
import { createWorld, type World } from '../engine/world/world.ts';
import { serverUrl } from '../engine/world/workstation.ts';
import { Bijection, collapse, Normalizer, same } from './reference/kubectl/normalize.mjs';
import { parse, print, type Step, toLines, type Transcript } from './reference/kubectl/transcript.mjs';

/** Below the working directory, which is the project's root for tests and scripts alike. */
const reference = path.resolve('src/testing/reference/kubectl/open');
const START_MS = 1_800_000_000_000;
const STEP_LIMIT_MS = 90_000;
/** Named as the recordings' own tool names its temporary homes. */
const HOME = '/tmp/kt-AbC123';
const WORK = `${HOME}/w`;

export interface StepOutcome {
  readonly step: Step;
  readonly passed: boolean;
  readonly expected: string;
  readonly actual: string;
}

export interface SessionOutcome {
  readonly name: string;
  readonly steps: readonly StepOutcome[];
  /** Set-up steps that failed, steps that never ended. */
  readonly problems: readonly string[];
}

export interface RunOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** True where it had to be stopped after the virtual time limit. */
  readonly overdue: boolean;
}

/** Paths of the transcripts below a topic (all without one), relative to the recordings. */
export function transcripts(topic = ''): string[] {
  return fs.readdirSync(path.join(reference, topic), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.transcript')).sort().map((file) => path.join(topic, file));
}

export function referenceWorld(seed = 1): World {
  const world = createWorld({ seed, startMs: START_MS, pace: 'fast', runtime: 'hollow', nodes: 3, node: { cpu: '1', memory: '3840Mi', pods: 110 }, without: ['cloud'], descriptions: () => descriptions });
  world.clock.runFor(20_000);
  return world;
}

/** Runs one shell command on the workstation to its end, however long that takes on the virtual clock. */
export function runShell(world: World, command: string, options: { readonly cwd: string; readonly env: ReadonlyMap<string, string>; readonly limitMs?: number }): RunOutput {
  const [stdin, stdout, stderr] = [new Pipe(), new Pipe(Infinity), new Pipe(Infinity)];
  stdin.end();
  const process = world.workstation.start(sh, ['bash', '-c', command], { stdin, stdout, stderr, cwd: options.cwd, env: options.env, user: 'root' });
  const read = [world.clock.spawn(readAll(stdout), 'stdout'), world.clock.spawn(readAll(stderr), 'stderr')];
  const deadline = world.clock.nowMs + (options.limitMs ?? STEP_LIMIT_MS);
  while (process.status === undefined && world.clock.step(deadline));
  const overdue = process.status === undefined;
  if (overdue) process.signal('SIGKILL');
  stdout.end();
  stderr.end();
  world.clock.runUntil(world.clock.nowMs);
  const [out, err] = read.map((task) => (task.result.value?.type === 'done' ? task.result.value.value : ''));
  return { stdout: out ?? '', stderr: err ?? '', code: overdue ? 137 : ((process.status as ExitStatus | undefined)?.code ?? 137), overdue };
}

const shown = (output: { readonly stdout: readonly string[]; readonly stderr: readonly string[]; readonly code: number }): string =>
  [...output.stdout, ...output.stderr.map((line) => `! ${line}`), ...(output.code ? [`? ${output.code}`] : [])].map(collapse).join('\n');

export function playTranscript(file: string): SessionOutcome {
  const transcript = parse(fs.readFileSync(path.join(reference, file), 'utf8'), file);
  const world = referenceWorld();
  const env = prepare(world, transcript);
  const sources = print({ ...transcript, items: transcript.items.map((item) => (item.command === undefined ? item : { ...item, stdout: [], stderr: [], code: 0 })) });
  const normalizer = new Normalizer({ literal: sources, headers: transcript.headers, server: serverUrl });
  const bijection = new Bijection();
  const problems: string[] = [];
  const steps: StepOutcome[] = [];
  for (const item of transcript.items) {
    if (item.command === undefined) {
      write(world, `${WORK}/${item.file}`, item.text);
      continue;
    }
    const output = runShell(world, item.command, { cwd: WORK, env });
    if (output.overdue) problems.push(`did not end: ${item.command}`);
    if (!item.compare) {
      if (output.code !== 0) problems.push(`set-up step failed (${output.code}): ${item.command}\n${output.stderr}`);
      continue;
    }
    const at = { dir: WORK, command: item.command };
    const got = { stdout: toLines(normalizer.text(output.stdout, at)), stderr: toLines(normalizer.text(output.stderr, at)), code: output.code };
    const passed = got.code === item.code && same(item.stdout, got.stdout, item.notes, bijection) && same(item.stderr, got.stderr, item.notes, bijection);
    steps.push({ step: item, passed, expected: shown(item), actual: shown(got) });
  }
  return { name: file, steps, problems };
}

function write(world: World, file: string, text: string): void {
  world.files.mkdir(path.posix.dirname(file), { parents: true });
  world.files.write(file, text);
}

function prepare(world: World, transcript: Transcript): Map<string, string> {
  const env = new Map(world.workstation.deps.env);
  env.set('HOME', HOME);
  env.set('KUBECONFIG', `${HOME}/kubeconfig`);
  world.files.mkdir(WORK, { parents: true });
  const namespace = transcript.headers['namespace'];
  // The recordings' user.
  const kubeconfig = world.files.read(`${world.home}/.kube/config`).replace('token: kubarium-admin', 'token: admin-token');
  write(world, `${HOME}/kubeconfig`, namespace ? kubeconfig.replace(/^- context:\n/m, `- context:\n    namespace: ${namespace}\n`) : kubeconfig);
  if (namespace) {
    runShell(world, `kubectl create namespace ${namespace} >/dev/null`, { cwd: WORK, env });
    world.clock.runFor(2000);
  }
  return env;
}
