// What `set -x` shows of compound commands before they run.
import type { CommandNode, TestExpression } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import type { Evaluator } from './evaluator.ts';
import { expandText, expandWords } from './expand.ts';
import { quoteForShell } from './quote.ts';

export function* traceText(on: Evaluator, node: CommandNode): Fiber<void> {
  const text = yield* textOf(on, node);
  if (text !== undefined) on.io.err.push(`${on.state.tracePrefix}${text}\n`);
}

function* textOf(on: Evaluator, node: CommandNode): Fiber<string | undefined> {
  if (node.type === 'ArithmeticCommand') return `(( ${node.body.trim()} ))`;
  if (node.type === 'Case') return `case ${yield* expandText(on, node.word)} in`;
  if (node.type === 'TestCommand') return `[[ ${yield* conditionText(on, node.expression)} ]]`;
  return undefined;
}

/** A `for` loop shows its head before each turn. */
export function* traceFor(on: Evaluator, node: Extract<CommandNode, { type: 'For' }>): Fiber<void> {
  if (!on.state.options.xtrace) return;
  const words = node.wordlist ? ` in ${(yield* expandWords(on, node.wordlist)).map(quoteForShell).join(' ')}` : '';
  on.io.err.push(`${on.state.tracePrefix}for ${node.name.value}${words}\n`);
}

function* conditionText(on: Evaluator, node: TestExpression): Fiber<string> {
  switch (node.type) {
    case 'TestGroup': return `( ${yield* conditionText(on, node.expression)} )`;
    case 'TestNot': return `! ${yield* conditionText(on, node.operand)}`;
    case 'TestLogical': return yield* conditionText(on, node.operands[0] as TestExpression);
    case 'TestUnary': return `${node.operator} ${shown(yield* expandText(on, node.operand))}`;
    case 'TestBinary': return `${shown(yield* expandText(on, node.left))} ${node.operator} ${shown(yield* expandText(on, node.right))}`;
  }
}

const shown = (text: string): string => (text === '' ? "''" : text);
