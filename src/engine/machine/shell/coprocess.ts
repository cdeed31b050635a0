// `coproc`: a command in the background whose input and output are pipes of this shell.
import type { Coproc } from 'unbash';
import { HeldPipe } from '../held-pipe.ts';
import type { Evaluator } from './evaluator.ts';
import { addJob } from './jobs.ts';
import { Io } from './shell-state.ts';

/** The descriptors at which bash opens a coprocess' pipes, from the top down. */
const TOP = 63;

export function startCoprocess(on: Evaluator, node: Coproc): number {
  const { state } = on;
  const name = node.name?.value ?? 'COPROC';
  const [input, output] = [new HeldPipe(), new HeldPipe()];
  // The shell holds its ends itself; the child's are held by its process.
  input.holdWriter();
  output.holdReader();
  const io = new Io(new Map([...on.io.ends].filter(([fd]) => fd < 10))).with(0, { reader: input }).with(1, { writer: output });
  const { body } = node;
  const child = on.with(io).fork((inner) => (body.type === 'CompoundList' ? inner.body(body) : inner.command(body)), true);
  let open = true;
  const close = (): void => {
    if (open) input.dropWriter();
    open = false;
  };
  const [reading, writing] = freeEnds(on.io.ends);
  on.io.ends = new Map([...on.io.ends, [reading, { reader: output }], [writing, { writer: input, close }]]);
  state.atEnd.push(close);
  state.variables.set(name, [String(reading), String(writing)]);
  state.variables.set(`${name}_PID`, String(child.pid));
  state.lastBackground = child.pid;
  const job = addJob(state.jobs, [child], on.textOf(node), true);
  if (state.interactive) on.io.err.push(`[${job.id}] ${child.pid}\n`);
  return 0;
}

function freeEnds(taken: ReadonlyMap<number, unknown>): [number, number] {
  let fd = TOP;
  while (taken.has(fd) || taken.has(fd - 3)) fd--;
  return [fd, fd - 3];
}
