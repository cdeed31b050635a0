// Whether two outputs are the same but for what changes from run to run and what newer kubectls say otherwise (`explained.json`).
import { Bijection, Normalizer, same } from '../reference/kubectl/normalize.mjs';
import { toLines } from '../reference/kubectl/transcript.mjs';
import explained from './explained.json' with { type: 'json' };
import { shown } from './lines.ts';
import type { Output, Sides } from './sides.ts';

/** A rule about a flag or a text that is not the same in every kubectl: never about one line. */
interface Rule {
  readonly id: string;
  readonly why: string;
  /** The difference is a gap of ours that is known and not one of versions. */
  readonly ours?: boolean;
  /** The command lines it is about; without it, all. */
  readonly line?: string;
  /** What both outputs must be rewritten to before they are compared. */
  readonly rewrite?: readonly (readonly [pattern: string, replacement: string])[];
  /** Lines, or words, may come in another order. */
  readonly unordered?: boolean | 'words';
  /** Nothing of such a line is compared. */
  readonly skip?: boolean;
}

const rules = (explained as { readonly rules: readonly Rule[] }).rules.map((rule) => ({
  ...rule,
  about: new RegExp(rule.line ?? ''),
  rewrites: (rule.rewrite ?? []).map(([pattern, replacement]) => [new RegExp(pattern, 'gm'), replacement] as const),
}));

export interface Verdict {
  /** `same`; `explained` by rules; `skipped` by one; or `different`. */
  readonly verdict: 'same' | 'explained' | 'skipped' | 'different';
  readonly by: readonly string[];
}

export function compared(words: readonly string[], { real, own }: { readonly real: Output; readonly own: Output }, sides: Sides): Verdict {
  const line = shown(words);
  return judged(line, normal(real, sides.real, line), normal(own, sides.own, line), equal);
}

/** @param alike whether two outputs are the same; `rewritten` where rules have changed them, and with them the widths of columns */
export function judged(line: string, a: Output, b: Output, alike: (a: Output, b: Output, rewritten: boolean) => boolean): Verdict {
  if (alike(a, b, false)) return { verdict: 'same', by: [] };
  const about = rules.filter((rule) => rule.about.test(line));
  const skip = about.find((rule) => rule.skip);
  if (skip) return { verdict: 'skipped', by: [skip.id] };
  const sorted = about.find((rule) => rule.unordered);
  const inOrder = (output: Output): Output => ordered(output, sorted?.unordered === 'words');
  if (sorted && alike(inOrder(a), inOrder(b), true)) return { verdict: 'explained', by: [sorted.id] };
  const used = about.filter((rule) => rewritten(a, [rule]).stdout !== a.stdout || rewritten(a, [rule]).stderr !== a.stderr || rewritten(b, [rule]).stdout !== b.stdout || rewritten(b, [rule]).stderr !== b.stderr);
  if (alike(rewritten(a, used), rewritten(b, used), true)) return { verdict: 'explained', by: used.map(({ id }) => id) };
  if (sorted && alike(inOrder(rewritten(a, used)), inOrder(rewritten(b, used)), true)) return { verdict: 'explained', by: [...used, sorted].map(({ id }) => id) };
  return { verdict: 'different', by: [] };
}

function normal(output: Output, side: Sides['real'], line: string): Output {
  const normalizer = new Normalizer({ literal: '', headers: {}, server: side.server });
  const at = { dir: side.directory, command: line };
  // Ages in a table without the headers by which the normalizer knows them: the two servers' clocks do not tick together.
  const aged = (given: string): string => (/--no-headers/.test(line) ? given.replace(/ {2,}(?:\d+[smhd]){1,2}(?= {2,}|$)/gm, '   <AGE>') : given);
  const text = (given: string): string => normalizer.text(aged(given.replaceAll(side.home, '<HOME>')), at) ?? '';
  return { stdout: text(output.stdout), stderr: text(output.stderr), code: output.code };
}

const ordered = (output: Output, words: boolean): Output => ({ ...output, stdout: output.stdout.split(words ? /\s+/ : '\n').map((line) => line.replace(/,$/, '')).sort().join('\n') });

function rewritten(output: Output, used: typeof rules): Output {
  const text = (given: string): string => used.reduce((sum, { rewrites }) => rewrites.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), sum), given);
  return { ...output, stdout: text(output.stdout), stderr: text(output.stderr) };
}

function equal(a: Output, b: Output): boolean {
  if (a.code !== b.code) return false;
  if (a.stdout === b.stdout && a.stderr === b.stderr) return true;
  const bijection = new Bijection();
  return same(toLines(a.stdout), toLines(b.stdout), [], bijection) && same(toLines(a.stderr), toLines(b.stderr), [], bijection);
}

/** The same to the last space; where rules have taken lines out, columns may be of other widths. */
export const exactly = (a: Output, b: Output, rewritten: boolean): boolean => (rewritten ? equal(a, b) : a.code === b.code && a.stdout === b.stdout && a.stderr === b.stderr);
