// Explains a command line word by word: kubectl from its own tables, the shell's commands from theirs, the shell's signs by name.
import { specOf } from '../engine/machine/command.ts';
import { workstationPrograms } from '../engine/machine/commands/table.ts';
import { type LineWord, lineWords } from '../engine/machine/shell/line-words.ts';
import { explainKubectl, type WordNote } from '../engine/kubectl/explain-words.ts';
import type { ExplainedWord } from './look-types.ts';

const KEYWORDS = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'in', 'do', 'done', 'while', 'until', 'case', 'esac', '{', '}', '!', '[[', ']]', 'function']);
const plain = (type: WordNote['type'], about = '', of = ''): WordNote => ({ type, about, of });

export function explainLine(line: string, home: string, aliases: Readonly<Record<string, string>> = { k: 'kubectl' }): readonly ExplainedWord[] {
  const words = lineWords(line);
  const notes: WordNote[] = [];
  for (let i = 0; i < words.length; ) {
    const word = words[i] as LineWord;
    if (word.type === 'comment') notes.push(plain('comment'));
    if (word.type === 'operator') notes.push(plain('operator', '', word.text));
    if (word.type !== 'word' && word.type !== 'redirect') {
      i++;
      continue;
    }
    let end = i;
    while (end < words.length && (words[end]?.type === 'word' || words[end]?.type === 'redirect')) end++;
    notes.push(...command(words.slice(i, end), home, aliases));
    i = end;
  }
  return words.map(({ text, start }, i) => ({ text, start, ...(notes[i] as WordNote) }));
}

/** One simple command: assignments, the program, its words, and redirections anywhere among them. */
function command(words: readonly LineWord[], home: string, aliases: Readonly<Record<string, string>>): readonly WordNote[] {
  const notes = new Map<LineWord, WordNote>();
  const own: LineWord[] = [];
  let program: string | undefined;
  let redirected = '';
  for (const word of words) {
    if (word.type === 'redirect') {
      redirected = word.text;
      notes.set(word, plain('redirect', '', word.text.replace(/^\d+/, '')));
    } else if (redirected !== '') {
      notes.set(word, plain('file', '', redirected));
      redirected = '';
    } else if (program === undefined && /^[A-Za-z_]\w*=/.test(word.value)) notes.set(word, plain('assignment'));
    else if (program === undefined && KEYWORDS.has(word.value)) notes.set(word, plain('operator', '', word.value));
    else if (program === undefined) {
      program = aliases[word.value] ?? word.value;
      notes.set(word, program === 'kubectl' ? plain('program', 'kubectl controls the Kubernetes cluster manager.', word.value === 'kubectl' ? '' : 'kubectl') : plain('program', aboutOf(program)));
    } else own.push(word);
  }
  const values = own.map((word) => word.value);
  const explained = program === 'kubectl' ? explainKubectl(values, home) : explainOther(program ?? '', values);
  own.forEach((word, i) => notes.set(word, explained[i] as WordNote));
  return words.map((word) => notes.get(word) as WordNote);
}

const programs = workstationPrograms();

function programOf(name: string): (typeof programs)[string] | undefined {
  return Object.entries(programs).find(([path]) => path.slice(path.lastIndexOf('/') + 1) === name)?.[1];
}

function aboutOf(name: string): string {
  const program = programOf(name);
  return (program && specOf(program)?.about) ?? '';
}

function explainOther(name: string, values: readonly string[]): readonly WordNote[] {
  const program = programOf(name);
  const flags = Object.values((program && specOf(program)?.flags) ?? {});
  let awaited = '';
  return values.map((value) => {
    if (awaited !== '') {
      const of = awaited;
      awaited = '';
      return plain('value', '', of);
    }
    if (!/^-./.test(value)) return plain('argument');
    const long = value.startsWith('--') ? value.slice(2).replace(/=.*$/s, '') : '';
    const letters = long === '' ? [...value.slice(1)] : [];
    const found = long === '' ? flags.filter((flag) => letters.some((letter) => flag.short?.includes(letter))) : flags.filter((flag) => flag.long === long);
    const last = found.at(-1);
    if (last?.takes === 'value' && !value.includes('=') && (long !== '' || last.short?.includes(letters.at(-1) ?? ''))) awaited = last.long ?? last.short ?? '';
    return plain('flag', '', found.flatMap((flag) => flag.long ?? []).join(', '));
  });
}
