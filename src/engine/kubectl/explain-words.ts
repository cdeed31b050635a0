// What each word of a kubectl command line is, from the same tables that parse it: the command, its flags and their values, kinds and names.
import { kinds } from '../kube/kinds.generated.ts';
import { type Command, findCommand } from './cli/command.ts';
import type { Flag } from './cli/flag.ts';
import { globalFlags } from './cli/global-flags.ts';
import { commands } from './commands/table.ts';

export interface WordNote {
  readonly type: 'program' | 'command' | 'flag' | 'value' | 'kind' | 'name' | 'argument' | 'after-dashes' | 'assignment' | 'operator' | 'redirect' | 'file' | 'comment' | 'unknown';
  /** In the words of the command's own help; '' where there are none. */
  readonly about: string;
  /** The flag's long name, the kind's plural, the default … that belongs to the word. */
  readonly of: string;
}

const note = (type: WordNote['type'], about = '', of = ''): WordNote => ({ type, about, of });

interface Reading {
  readonly words: readonly string[];
  readonly notes: WordNote[];
  command: Command | undefined;
  flags: readonly Flag[];
  level: readonly Command[] | undefined;
  /** Positional words so far. */
  given: string[];
}

/** `words` without the program's own name; one note for each. */
export function explainKubectl(words: readonly string[], home: string): readonly WordNote[] {
  const globals = globalFlags(home);
  const reading: Reading = { words, notes: [], command: undefined, flags: globals, level: commands, given: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') {
      reading.notes.push(note('operator', '', '--'), ...words.slice(i + 1).map(() => note('after-dashes')));
      break;
    }
    if (word.startsWith('-') && word.length > 1) {
      if (flagWord(reading, word) && i + 1 < words.length) {
        reading.notes.push(note('value', '', reading.notes.at(-1)?.of ?? ''));
        i++;
      }
      continue;
    }
    const next = reading.level && findCommand(reading.level, word);
    if (next) {
      reading.command = next;
      reading.flags = [...(next.flags ?? []), ...globals.filter((flag) => !next.flags?.some((own) => own.name === flag.name))];
      reading.level = next.commands;
      reading.notes.push(note('command', next.short));
    } else {
      reading.notes.push(argument(reading, word));
      reading.given.push(word);
    }
  }
  return reading.notes;
}

/** Notes a flag; true where its value is the next word. */
function flagWord(reading: Reading, word: string): boolean {
  const inline = word.includes('=');
  const name = word.replace(/=.*$/s, '');
  const long = word.startsWith('--');
  const flag = long ? reading.flags.find((candidate) => `--${candidate.name}` === name) : reading.flags.find((candidate) => candidate.short === word[1]);
  if (!flag) {
    const help = name === '--help' || name === '-h';
    reading.notes.push(help ? note('flag', 'Print the help of this command', 'help') : note('unknown', '', name));
    return false;
  }
  reading.notes.push(note('flag', flag.usage, flag.name));
  if (flag.type === 'bool' || flag.bare !== undefined || inline) return false;
  return long || word.length === 2;
}

const kindOf = (word: string) => {
  const [plain = ''] = word.toLowerCase().split('.');
  return Object.values(kinds).find((kind) => kind.plural === plain || kind.singular === plain || kind.shortNames.includes(plain) || kind.kind.toLowerCase() === plain);
};

function argument({ command, given, level }: Reading, word: string): WordNote {
  if (level) return note('unknown');
  const takes = command?.completes ?? [];
  const wanted = takes[Math.min(given.length, takes.length - 1)];
  const first = given[0] ?? '';
  if (wanted === 'node') return note('name', '', 'nodes');
  if (Array.isArray(wanted) && kindOf(word)) return note('kind', '', kindOf(word)?.plural ?? '');
  if (word.includes('/') && kindOf(word.slice(0, word.indexOf('/')))) return note('name', '', kindOf(word.slice(0, word.indexOf('/')))?.plural ?? '');
  if (wanted === 'pod' || wanted === 'pod-or-owner') return given.length === 0 ? note('name', '', 'pods') : note('argument');
  if (wanted === 'type' || wanted === 'type-name') {
    if (given.length > 0 && !first.includes('/')) return note('name', '', kindOf(first)?.plural ?? '');
    const named = word.split(',').map(kindOf);
    if (named.every((kind) => kind !== undefined)) return note('kind', '', named.map((kind) => kind?.plural ?? '').join(','));
    return word === 'all' ? note('kind', '', 'all') : note('argument');
  }
  if (wanted === 'name-of-type') return note('name', '', kindOf(first)?.plural ?? '');
  if (/^[\w./-]+[=-]/.test(word) && (command?.name === 'label' || command?.name === 'annotate' || command?.name === 'taint')) return note('argument', '', command.name);
  return note('argument');
}
