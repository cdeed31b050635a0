// A script that differs, made smaller: lines, then statements of a line, are left out as long as it still differs.
import { TREE } from './draw.ts';

export function smallest(script: string, differs: (script: string) => boolean): string {
  const head = script.startsWith(TREE) ? `${TREE}\n` : '';
  let best = without(script.slice(head.length).split('\n'), '\n', (text) => differs(head + text));
  if (best.split('\n').length <= 3) best = best.split('\n').map((line, i, lines) => without(line.split('; '), '; ', (text) => differs(head + [...lines.slice(0, i), text, ...lines.slice(i + 1)].join('\n')))).join('\n');
  if (!differs(head + best)) return script;
  return differs(best) ? best : head + best;
}

function without(parts: readonly string[], between: string, differs: (text: string) => boolean): string {
  let left = [...parts];
  for (let i = left.length - 1; i >= 0 && left.length > 1; i--) {
    const fewer = left.filter((_, k) => k !== i);
    if (differs(fewer.join(between))) left = fewer;
  }
  return left.join(between);
}
