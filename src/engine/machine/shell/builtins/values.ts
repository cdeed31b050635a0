// Builtins about variables: export, readonly, declare, local, unset, shift, let, getopts, alias.
import { byteOrder } from '../../../kube/go-format.ts';
import type { Evaluator } from '../evaluator.ts';
import type { Integer } from '../arithmetic.ts';
import { arithmetic, keyOf } from '../expand.ts';
import { ExpansionError } from '../shell-state.ts';
import { type Builtin, isName, plain } from './builtin.ts';
import { functionText } from '../print-tree.ts';
import { declaredText } from '../quote.ts';
import { declaredArray, flagsOf } from '../variables.ts';
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
    const flags = flagsOf(variable);
    const inner = variable.value === undefined ? '' : typeof variable.value === 'string' ? `=${declaredText(variable.value)}` : `=${declaredArray(variables, name)}`;
    on.io.out.push(`declare -${flags || '-'} ${name}${inner}\n`);
  }
  return 0;
}

/** `export -f`: a function goes to other shells as a variable that holds its text. */
function exportFunctions(on: Evaluator, names: readonly string[]): number {
  for (const name of names) {
    const body = on.state.functions.get(name);
    if (!body) {
      on.complain(`export: ${name}: not a function`);
      return 1;
    }
    const variable = `BASH_FUNC_${name}%%`;
    on.state.variables.set(variable, functionText('', body.body, body.source).trimStart());
    on.state.variables.export(variable);
  }
  return 0;
}

const exporting = plain((on, args, name) => {
  const { variables } = on.state;
  const words = args.filter((arg) => !/^-[npf]+$/.test(arg) && arg !== '--');
  if (args.includes('-f') && words.length > 0) return exportFunctions(on, words);
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
        on.io.out.push(flags.includes('F') ? (words.length ? `${name}\n` : `declare -f ${name}\n`) : `${functionText(name, body.body, body.source)}\n`);
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
      if (value !== undefined && variables.find(name)?.readonly && (alwaysLocal || variables.inFunction) && !variables.isLocal(name)) {
        on.complain(`${argv[0]}: ${name}: readonly variable`);
        return 1;
      }
      const before = variables.get(name);
      const variable = variables.declare(name, (alwaysLocal || variables.inFunction) && !flags.includes('g'));
      if (flags.includes('A') && !(variable.value instanceof Map)) variable.value = new Map();
      if (flags.includes('a') && !Array.isArray(variable.value)) variable.value = variable.value === undefined ? [] : variable.value;
      if (flags.includes('i')) variable.integer = true;
      if (/[luc]/.test(flags)) variable.casing = flags.includes('l') ? 'l' : flags.includes('u') ? 'u' : 'c';
      if (flags.includes('n')) {
        if (value !== undefined) variable.value = value;
        variable.reference = true;
        continue;
      }
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

const unset: Builtin = function* (on, argv) {
  const args = argv.slice(1);
  const { variables, functions } = on.state;
  const onlyFunctions = args.includes('-f');
  let status = 0;
  for (const name of args.filter((arg) => !/^-[fvn]$/.test(arg))) {
    const element = /^(\w+)\[(.*)\]$/.exec(name);
    if (element && (element[2] === '@' || element[2] === '*') && !(variables.find(element[1] as string)?.value instanceof Map && variables.elements(element[1] as string).some(([key]) => key === element[2]))) variables.unset(element[1] as string);
    else if (element) variables.unsetElement(element[1] as string, yield* keyOf(on, element[1] as string, element[2] as string));
    else if (args.includes('-n')) variables.unsetReference(name);
    else if (onlyFunctions) functions.delete(name);
    else if (variables.find(name)?.readonly) {
      on.complain(`unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    } else if (variables.find(name)) variables.unset(name);
    else if (!args.includes('-v')) functions.delete(name);
  }
  return status;
};

const shift = plain((on, args) => {
  const count = Number(args[0] ?? 1);
  if (Number.isNaN(count)) {
    on.complain(`shift: ${args[0]}: numeric argument required`);
    return 1;
  }
  if (count < 0) {
    on.complain(`shift: ${args[0]}: shift count out of range`);
    return 1;
  }
  if (count > on.state.positional.length) return 1;
  on.state.positional = on.state.positional.slice(count);
  return 0;
});

const letting: Builtin = function* (on, argv) {
  if (argv.length === 1) {
    on.complain('let: expression expected');
    return 1;
  }
  let value: Integer = 0;
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
    variables.unset('OPTARG');
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
    if (!rest && value !== undefined) word++;
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
    if (value !== undefined) {
      aliases.set(name, value);
      on.state.aliasEpoch++;
    }
    else if (known !== undefined) on.io.out.push(`alias ${name}=${singleQuoted(known)}\n`);
    else {
      on.complain(`alias: ${name}: not found`);
      status = 1;
    }
  }
  return status;
});

const unalias = plain((on, args) => {
  on.state.aliasEpoch++;
  if (args[0] === '-a') on.state.aliases.clear();
  for (const name of args.filter((arg) => arg !== '-a')) {
    if (on.state.aliases.delete(name)) continue;
    on.complain(`unalias: ${name}: not found`);
    return 1;
  }
  return 0;
});

export const valueBuiltins: Readonly<Record<string, Builtin>> = {
  export: exporting, readonly, declare: declaring(false), typeset: declaring(false), local: declaring(true), unset, shift, let: letting, getopts, alias, unalias,
};

