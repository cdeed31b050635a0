// Pipelines: their members run side by side, each in a process of its own.
import type { CommandNode, Pipeline, Word } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { HeldPipe } from '../held-pipe.ts';
import type { Child } from '../process.ts';
import type { Evaluator } from './evaluator.ts';
import { addJob } from './jobs.ts';

export const isLiteral = (word: Word): boolean => !word.parts && word.text === word.value && !word.text.startsWith('~');

/** A pipeline's members, all at the same time; the status is the last one's, or with pipefail the last failure's. */
export function* runPipeline(on: Evaluator, node: Pipeline): Fiber<number> {
  const { state } = on;
  if (node.commands.length === 1) return yield* on.command(node.commands[0] as CommandNode);
  const own = state.shopts.has('lastpipe') && !state.options.monitor;
  const { children, rest } = yield* launchPipeline(on, node, own);
  const last = rest ? yield* rest.command(node.commands.at(-1) as CommandNode) : undefined;
  if (rest) (rest.io.in as HeldPipe).dropReader();
  const job = state.options.monitor ? addJob(state.jobs, children, on.textOf(node), false) : undefined;
  const statuses = [...(yield* on.waitFor(children, job)), ...(last === undefined ? [] : [last])];
  state.variables.set('PIPESTATUS', statuses.map(String));
  if (state.options.pipefail) return statuses.findLast((status) => status !== 0) ?? 0;
  return statuses.at(-1) ?? 0;
}

/** Starts a pipeline's members; with `own` the last is left for this shell to run (`shopt -s lastpipe`). */
function* launchPipeline(on: Evaluator, node: Pipeline, own: boolean): Fiber<{ readonly children: Child[]; readonly rest?: Evaluator }> {
  const children: Child[] = [];
  let input: HeldPipe | undefined;
  for (const [i, command] of node.commands.entries()) {
    let { io } = on;
    if (input) io = io.with(0, { reader: input });
    if (own && input && i === node.commands.length - 1) {
      input.holdReader();
      return { children, rest: on.with(io) };
    }
    const output = i < node.commands.length - 1 ? new HeldPipe() : undefined;
    if (output) io = io.with(1, { writer: output });
    if (output && node.operators[i] === '|&') io = io.with(2, { writer: output });
    children.push(yield* launch(on.with(io), command));
    input = output;
  }
  return { children };
}

/** Starts a command in a process of its own: an external program itself where it is one, else a subshell. */
function* launch(on: Evaluator, node: CommandNode): Fiber<Child> {
  const { state } = on;
  const { process } = state;
  if (node.type === 'Command' && node.name && node.prefix.length === 0 && node.redirects.length === 0 && isLiteral(node.name) && !on.isOwn(node.name.value)) {
    const literal = node.args.every((arg) => arg.type === 'Word' && isLiteral(arg));
    const child = literal && process.spawn([node.name.value, ...node.args.map((arg) => (arg as Word).value)], on.childIo(false));
    if (child && typeof child !== 'string') return child;
  }
  return on.fork((inner) => inner.command(node), false);
}
