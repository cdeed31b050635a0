// What the evaluator asks of the parser's nodes.
import type { CommandNode, PipelineNode } from 'unbash';

/** What runs the trap on DEBUG before it. */
export const shownAsCommand: ReadonlySet<string> = new Set(['Command', 'For', 'Select', 'Case', 'TestCommand', 'ArithmeticCommand']);

/** What BASH_COMMAND shows of a command: of a loop its first line only. */
export const headOf = (node: CommandNode): { readonly pos: number; readonly end: number } => (node.type === 'For' || node.type === 'Select' ? { pos: node.pos, end: node.wordlist?.at(-1)?.end ?? node.name.end } : node.type === 'Case' ? { pos: node.pos, end: node.word.end } : node);

/** Compound commands do not themselves make errexit end the shell: what failed inside has done so already. */
export const failsShell = (node: PipelineNode): boolean => node.type === 'Command' || node.type === 'Pipeline' || node.type === 'Subshell' || node.type === 'TestCommand' || node.type === 'ArithmeticCommand' || (node.type === 'Redirected' && failsShell(node.command));
