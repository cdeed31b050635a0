// Builtins about variables: export, readonly, declare, local, unset, shift, read, let, getopts, alias.
import { byteOrder } from '../../../kube/go-format.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { firstOf, timeout } from '../../../sim/fiber.ts';
import { shared } from '../../held-pipe.ts';
import type { Evaluator } from '../evaluator.ts';
import { arithmetic } from '../expand.ts';
import { ExpansionError, Interrupted } from '../shell-state.ts';
import { type Builtin, isName, plain } from './builtin.ts';
import { singleQuoted } from './flow.ts';

function split(arg: string): { readonly name: string; readonly value: string | undefined; readonly append: boolean } {
  const m = /^([^=]*?)(\+?)=([^]*)$/.exec(arg);
  return m ? { name: m[1] as string, value: m[3], append: m[2] === '+' } : { name: arg, value: undefined, append: false };
}

function setOne(on: Evaluator, name: string, value: string, append: boolean): void {
  const { variables } = on.state;
  variables.set(name, (append ? (variables.get(name) ?? '') : '') + value);
}

function showDeclared(on: Evaluator, only: (name: string) => boolean): number {
  const { variables } = on.state;
  for (const name of variables.names()) {
    if (!only(name)) continue;
    const variable = variables.find(name);
    if (!variable) continue;
    const flags = `${Array.isArray(variable.value) ? 'a' : variable.value instanceof Map ? 'A' : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`;
    const inner = variable.value === undefined ? '' : typeof variable.value === 'string' ? `="${variable.value.replace(/["$`\\]/g, '\\$&')}"` : `=(${variables.elements(name).map(([key, value]) => `[${key}]="${value}"`).join(' ')}${variable.value instanceof Map ? ' ' : ''})`;
    on.io.out.push(`declare -${flags || '-'} ${name}${inner}\n`);
  }
  return 0;
}

const exporting = plain((on, args, name) => {
  const { variables } = on.state;
  const words = args.filter((arg) => !/^-[npf]+$/.test(arg) && arg !== '--');
  if (words.length === 0) return showDeclared(on, (variable) => variables.find(variable)?.exported === true);
  let status = 0;
  for (const word of words) {
    const { name: variable, value, append } = split(word);
    if (!isName(variable)) {
      on.complain(`${name}: \`${word}': not a valid identifier`);
      status = 1;
      continue;
    }
    if (value !== undefined) setOne(on, variable, value, append);
    if (args.includes('-f')) continue;
    variables.export(variable, !args.includes('-n'));
  }
  return status;
});

const readonly = plain((on, args, name) => {
  const { variables } = on.state;
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (words.length === 0) return showDeclared(on, (variable) => variables.find(variable)?.readonly === true);
  for (const word of words) {
    const { name: variable, value, append } = split(word);
    if (!isName(variable)) {
      on.complain(`${name}: \`${word}': not a valid identifier`);
      return 1;
    }
    if (value !== undefined) setOne(on, variable, value, append);
    variables.declare(variable, false).readonly = true;
  }
  return 0;
});

function declaring(alwaysLocal: boolean): Builtin {
  return function* (on, argv) {
    const { variables, functions } = on.state;
    if (alwaysLocal && !variables.inFunction) {
      on.complain('local: can only be used in a function');
      return 1;
    }
    const flags = argv.slice(1).filter((arg) => /^[-+][a-zA-Z]+$/.test(arg)).join('');
    const words = argv.slice(1).filter((arg) => !/^[-+][a-zA-Z]+$/.test(arg));
    if (flags.includes('f') || flags.includes('F')) {
      const names = words.length ? words : [...functions.keys()];
      for (const name of names) {
        const body = functions.get(name);
        if (!body) return 1;
        on.io.out.push(flags.includes('F') ? `declare -f ${name}\n` : `${name} () \n${body.source.slice(body.body.pos, body.body.end)}\n`);
      }
      return 0;
    }
    if (words.length === 0 || flags.includes('p')) {
      const missing = words.find((word) => !variables.find(word));
      if (missing !== undefined) {
        on.complain(`${argv[0]}: ${missing}: not found`);
        return 1;
      }
      return showDeclared(on, (name) => words.length === 0 || words.includes(name));
    }
    for (const word of words) {
      const { name, value, append } = split(word);
      if (!isName(name)) {
        on.complain(`${argv[0]}: \`${word}': not a valid identifier`);
        return 1;
      }
      const before = variables.get(name);
      const variable = variables.declare(name, (alwaysLocal || variables.inFunction) && !flags.includes('g'));
      if (flags.includes('A') && !(variable.value instanceof Map)) variable.value = new Map();
      if (flags.includes('a') && !Array.isArray(variable.value)) variable.value = variable.value === undefined ? [] : variable.value;
      if (flags.includes('i')) variable.integer = true;
      if (value !== undefined) {
        const text = variable.integer ? String(yield* arithmetic(on, value)) : value;
        variables.set(name, append ? (before ?? '') + text : text);
      }
      if (flags.includes('x')) variables.export(name);
      if (flags.includes('r')) variable.readonly = true;
      variables.touched();
    }
    return 0;
  };
}

const unset = plain((on, args) => {
  const { variables, functions } = on.state;
  const onlyFunctions = args.includes('-f');
  for (const name of args.filter((arg) => !/^-[fvn]$/.test(arg))) {
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element) variables.unsetElement(element[1] as string, (element[2] as string).replace(/^(["'])(.*)\1$/, '$2'));
    else if (onlyFunctions) functions.delete(name);
    else if (variables.find(name)) variables.unset(name);
    else if (!args.includes('-v')) functions.delete(name);
  }
  return 0;
});

const shift = plain((on, args) => {
  const count = Number(args[0] ?? 1);
  if (Number.isNaN(count)) {
    on.complain(`shift: ${args[0]}: numeric argument required`);
    return 1;
  }
  if (count > on.state.positional.length) return 1;
  on.state.positional = on.state.positional.slice(count);
  return 0;
});

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt: string;
  delimiter: string;
  count: number | undefined;
  seconds: number | undefined;
  array: string | undefined;
  fd: number;
  names: string[];
}

function readOptions(on: Evaluator, args: readonly string[]): ReadOptions | undefined {
  const found: ReadOptions = { raw: false, silent: false, prompt: '', delimiter: '\n', count: undefined, seconds: undefined, array: undefined, fd: 0, names: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!/^-./.test(arg)) {
      found.names = args.slice(i);
      break;
    }
    if (arg === '--') {
      found.names = args.slice(i + 1);
      break;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] as string;
      if (letter === 'r') found.raw = true;
      else if (letter === 's') found.silent = true;
      else if (letter !== 'e') {
        const value = arg.slice(k + 1) || (args[++i] ?? '');
        if (letter === 'p') found.prompt = value;
        else if (letter === 'd') found.delimiter = value.slice(0, 1) || '\0';
        else if (letter === 'n' || letter === 'N') found.count = Number(value);
        else if (letter === 't') found.seconds = Number(value);
        else if (letter === 'a') found.array = value;
        else if (letter === 'u') found.fd = Number(value);
        else {
          on.complain(`read: -${letter}: invalid option\nread: usage: read [-Eers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]`);
          return undefined;
        }
        break;
      }
    }
  }
  return found;
}

const read: Builtin = function* (on, argv) {
  const options = readOptions(on, argv.slice(1));
  if (!options) return 2;
  const { state } = on;
  const isTty = state.process.tty !== undefined && on.io.in === state.process.stdin;
  if (options.prompt && isTty) on.io.err.push(options.prompt);
  const { tty } = state.process;
  const raw = isTty && tty && (options.silent || options.count !== undefined);
  if (raw) tty.raw = true;
  let got: { readonly text: string; readonly complete: boolean; readonly late: boolean };
  try {
    got = yield* readUpTo(on, options);
  } finally {
    if (raw) tty.raw = false;
  }
  const { text, complete, late } = got;
  const ifs = state.variables.get('IFS') ?? ' \t\n';
  if (options.array !== undefined) state.variables.set(options.array, splitFields(text, ifs, Infinity, options.raw));
  else if (options.names.length === 0) state.variables.set('REPLY', options.raw ? text : text.replace(/\\([^])/g, '$1'));
  else {
    const fields = options.count !== undefined ? [text] : splitFields(text, ifs, options.names.length, options.raw);
    for (const [i, name] of options.names.entries()) state.variables.set(name, fields[i] ?? '');
  }
  return late ? 142 : complete ? 0 : 1;
};

function* readUpTo(on: Evaluator, options: ReadOptions): Fiber<{ text: string; complete: boolean; late: boolean }> {
  const reader = shared(on.io.ends.get(options.fd)?.reader ?? on.io.in);
  const until = options.seconds === undefined ? undefined : on.state.process.clock.nowMs + options.seconds * 1000;
  let text = '';
  for (;;) {
    const left = until === undefined ? undefined : until - on.state.process.clock.nowMs;
    const { index } = yield* firstOf(reader.readable, on.state.interrupt.next, ...(left === undefined ? [] : [timeout(left)]));
    if (index === 1) throw new Interrupted();
    if (index === 2) return { text, complete: false, late: true };
    const piece = yield* reader.read();
    if (piece === undefined) return { text, complete: false, late: false };
    const all = text + piece;
    if (options.count !== undefined && [...all].length >= options.count) {
      const taken = [...all].slice(0, options.count).join('');
      reader.unread(all.slice(taken.length));
      return { text: taken, complete: true, late: false };
    }
    const end = endOf(all, options);
    if (end >= 0) {
      reader.unread(all.slice(end + 1));
      const line = all.slice(0, end);
      return { text: options.raw ? line : line.replace(/\\\n/g, ''), complete: true, late: false };
    }
    text = all;
  }
}

function endOf(text: string, options: ReadOptions): number {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && !options.raw) i++;
    else if (text[i] === options.delimiter) return i;
  }
  return -1;
}

/** Fields of a line that was read; the last takes what is left. */
function splitFields(text: string, ifs: string, limit: number, raw: boolean): string[] {
  const blank = (char: string): boolean => ifs.includes(char) && ' \t\n'.includes(char);
  const fields: string[] = [];
  let at = 0;
  while (at < text.length && blank(text[at] as string)) at++;
  while (at < text.length) {
    if (fields.length === limit - 1) {
      let end = text.length;
      while (end > at && blank(text[end - 1] as string)) end--;
      let rest = text.slice(at, end);
      // One delimiter at the very end is no field of its own.
      if (rest !== '' && ifs.includes(rest.at(-1) as string) && ![...rest.slice(0, -1)].some((char) => ifs.includes(char))) rest = rest.slice(0, -1);
      fields.push(raw ? rest : rest.replace(/\\([^])/g, '$1'));
      return fields;
    }
    let field = '';
    while (at < text.length && !ifs.includes(text[at] as string)) {
      if (text[at] === '\\' && !raw) at++;
      field += text[at++] ?? '';
    }
    fields.push(field);
    while (at < text.length && blank(text[at] as string)) at++;
    if (at < text.length && ifs.includes(text[at] as string)) {
      at++;
      while (at < text.length && blank(text[at] as string)) at++;
    }
  }
  return fields;
}

const letting: Builtin = function* (on, argv) {
  let value = 0;
  try {
    for (const expression of argv.slice(1)) value = yield* arithmetic(on, expression);
  } catch (error) {
    if (!(error instanceof ExpansionError)) throw error;
    on.complain(`let: ${error.message}`);
    return 1;
  }
  return value !== 0 ? 0 : 1;
};

const getopts = plain((on, args) => {
  const { variables, positional, optionIndex } = on.state;
  const spec = args[0] ?? '';
  const name = args[1] ?? 'opt';
  const words = args.length > 2 ? args.slice(2) : positional;
  const index = Number(variables.get('OPTIND') ?? 1);
  if (index !== optionIndex.word) on.state.optionIndex = { word: index, at: 0 };
  let { word, at } = on.state.optionIndex;
  const save = (): void => {
    on.state.optionIndex = { word, at };
    variables.set('OPTIND', String(word));
  };
  const current = words[word - 1];
  if (at === 0 && (current === undefined || !/^-./.test(current) || current === '--')) {
    if (current === '--') word++;
    save();
    variables.set(name, '?');
    return 1;
  }
  const letter = (current as string)[at + 1] as string;
  at++;
  const place = spec.indexOf(letter);
  const silent = spec.startsWith(':');
  variables.unset('OPTARG');
  let result = letter;
  if (place < 0 || letter === ':') {
    if (silent) variables.set('OPTARG', letter);
    else on.io.err.push(`${on.state.name}: illegal option -- ${letter}\n`);
    result = '?';
  } else if (spec[place + 1] === ':') {
    const rest = (current as string).slice(at + 1);
    const value = rest || words[word];
    if (!rest) word++;
    at = 0;
    word++;
    if (value === undefined) {
      if (silent) variables.set('OPTARG', letter);
      else on.io.err.push(`${on.state.name}: option requires an argument -- ${letter}\n`);
      result = silent ? ':' : '?';
    } else variables.set('OPTARG', value);
    save();
    variables.set(name, result);
    return 0;
  }
  if (at + 1 >= (current as string).length) {
    word++;
    at = 0;
  }
  save();
  variables.set(name, result);
  return 0;
});

const alias = plain((on, args) => {
  const { aliases } = on.state;
  if (args.length === 0) for (const [name, value] of [...aliases].sort(([a], [b]) => byteOrder(a, b))) on.io.out.push(`alias ${name}=${singleQuoted(value)}\n`);
  let status = 0;
  for (const arg of args) {
    const { name, value } = split(arg);
    const known = aliases.get(name);
    if (value !== undefined) aliases.set(name, value);
    else if (known !== undefined) on.io.out.push(`alias ${name}=${singleQuoted(known)}\n`);
    else {
      on.complain(`alias: ${name}: not found`);
      status = 1;
    }
  }
  return status;
});

const unalias = plain((on, args) => {
  if (args[0] === '-a') on.state.aliases.clear();
  for (const name of args.filter((arg) => arg !== '-a')) {
    if (on.state.aliases.delete(name)) continue;
    on.complain(`unalias: ${name}: not found`);
    return 1;
  }
  return 0;
});

const mapfile: Builtin = function* (on, argv) {
  const names = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  let text = '';
  for (;;) {
    const piece = yield* on.io.in.read();
    if (piece === undefined) break;
    text += piece;
  }
  const lines = text.split(/(?<=\n)/);
  on.state.variables.set(names[0] ?? 'MAPFILE', lines.map((line) => (argv.includes('-t') ? line.replace(/\n$/, '') : line)));
  return 0;
};

export const valueBuiltins: Readonly<Record<string, Builtin>> = {
  export: exporting, readonly, declare: declaring(false), typeset: declaring(false), local: declaring(true), unset, shift, read, let: letting, getopts, alias, unalias, mapfile, readarray: mapfile,
};

