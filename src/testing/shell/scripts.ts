// The script of a seed: the tree, then statements of the shell or lines of tools.
import { Draw, TREE } from './draw.ts';
import { shellScript } from './statements.ts';
import { toolScript } from './tools.ts';

export function scriptOf(seed: string): string {
  const on = new Draw(seed);
  return `${TREE}\n${on.chance(50) ? shellScript(on) : toolScript(on)}`;
}
