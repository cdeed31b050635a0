// jq: filters over JSON.
import type { Fiber } from '../../../sim/fiber.ts';
import { sleep } from '../../../sim/fiber.ts';
import { readAll } from '../../../sim/stream.ts';
import { command, type Run } from '../../command.ts';
import type { Program } from '../../process.ts';
import { JqEvaluator } from './evaluator.ts';
import { JqHalt, UndefinedFunction } from './natives.ts';
import { JqParser } from './parser.ts';
import { JqSyntaxError } from './scanner.ts';
import { JsonReader, JsonSyntaxError } from './json-reader.ts';
import type { JqNode, JqValue } from './syntax.ts';
import { isTrue, JqError, type JsonStyle, toJson } from './values.ts';

const flags = {
  raw: { short: 'r', long: 'raw-output' }, join: { short: 'j', long: 'join-output' }, compact: { short: 'c', long: 'compact-output' }, exit: { short: 'e', long: 'exit-status' }, null: { short: 'n', long: 'null-input' }, slurp: { short: 's', long: 'slurp' }, rawInput: { short: 'R', long: 'raw-input' }, ascii: { short: 'a', long: 'ascii-output' },
  sort: { short: 'S', long: 'sort-keys' }, tab: { long: 'tab' }, indent: { long: 'indent', takes: 'value' }, color: { short: 'C', long: 'color-output' }, mono: { short: 'M', long: 'monochrome-output' }, file: { short: 'f', long: 'from-file', takes: 'value' }, version: { short: 'V', long: 'version' }, unbuffered: { long: 'unbuffered' },
} as const;

interface Given {
  readonly argv: readonly string[];
  readonly variables: Readonly<Record<string, JqValue>>;
}

/** Takes what has two values (`--arg name value`) out of the command line. */
function takeVariables(process: { readonly stderr: { push(text: string): boolean } }, argv: readonly string[], read: (path: string) => string): Given | undefined {
  const rest: string[] = [];
  const variables: Record<string, JqValue> = {};
  const named: Record<string, JqValue> = {};
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '--args' || arg === '--jsonargs') {
      const filter = rest.some((word) => !word.startsWith('-')) ? [] : [argv[++i] ?? ''];
      const positional = argv.slice(i + 1).map((text) => (arg === '--args' ? text : (JSON.parse(text) as JqValue)));
      return { argv: [...rest, ...filter], variables: { ...variables, $ARGS: { positional, named } } };
    }
    if (!['--arg', '--argjson', '--slurpfile', '--rawfile'].includes(arg)) {
      rest.push(arg);
      continue;
    }
    const [name, value] = [argv[++i], argv[++i]];
    if (name === undefined || value === undefined) {
      process.stderr.push(`jq: ${arg} takes two parameters (e.g. ${arg} varname ${arg.endsWith('file') ? 'filename' : 'value'})\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`);
      return undefined;
    }
    try {
      named[name] = arg === '--arg' ? value : arg === '--argjson' ? (JSON.parse(value) as JqValue) : arg === '--rawfile' ? read(value) : [...new JsonReader(read(value)).values()];
    } catch {
      process.stderr.push(`jq: Invalid JSON text passed to ${arg}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`);
      return undefined;
    }
    variables[`$${name}`] = named[name] as JqValue;
  }
  return { argv: rest, variables: { ...variables, $ARGS: { positional: [], named } } };
}

export const jq: Program = function* (process, argv) {
  const given = takeVariables(process, argv.slice(1), (path) => process.files.read(path.startsWith('/') ? path : `${process.cwd}/${path}`));
  if (!given) return 2;
  return yield* command({ name: 'jq', usage: "jq [OPTIONS] FILTER [FILES...]", about: 'Command-line JSON processor.', flags, misuse: 2 }, (run) => main(run, given.variables))(process, ['jq', ...given.argv]);
};

function* main(run: Run, variables: Readonly<Record<string, JqValue>>): Fiber<number> {
  if (run.has('version')) {
    yield* run.out('jq-1.7.1\n');
    return 0;
  }
  const args = [...run.args];
  const piped = [0, 1].some((fd) => !(run.process.isTty?.(fd as 0 | 1) ?? run.process.tty !== undefined));
  const program = run.has('file') ? run.process.files.read(run.path(run.get('file') as string)) : (args.shift() ?? (piped ? '.' : undefined));
  if (program === undefined) {
    run.process.stderr.push('jq - commandline JSON processor [version 1.7.1]\n\nUsage:\tjq [OPTIONS] FILTER [FILES...]\n');
    return 2;
  }
  let filter: JqNode;
  try {
    filter = new JqParser(program).parse();
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    run.process.stderr.push(`jq: error: ${error.message} at <top-level>, line 1:\n${program}\njq: 1 compile error\n`);
    return 3;
  }
  let status = 0;
  let text = '';
  for (const { name, reader } of run.inputs(undefined, args)) text += `${yield* readAll(reader)}${name === '-' ? '' : '\n'}`;
  if (run.status) status = 2;
  const json = new JsonReader(text);
  const inputs = inputsOf(run, text, json);
  const host = {
    env: run.process.env, nowSeconds: run.process.clock.nowMs / 1000,
    nextInput: (): JqValue | undefined => {
      const next = inputs.next();
      return next.done ? undefined : next.value;
    },
  };
  const evaluator = new JqEvaluator(host, variables);
  let last: JqValue | undefined;
  try {
    for (let input = run.has('null') ? null : host.nextInput(); input !== undefined; input = run.has('null') ? undefined : host.nextInput()) {
      const result = yield* one(run, evaluator, filter, input, json);
      if (result.failed) status = 5;
      if (result.last !== undefined) last = result.last;
    }
  } catch (error) {
    if (error instanceof UndefinedFunction) {
      run.process.stderr.push(`jq: error: ${/\//.test(error.message) ? `${error.message} is not defined` : error.message} at <top-level>, line 1:\n${program}\njq: 1 compile error\n`);
      return 3;
    }
    if (error instanceof JqHalt) {
      run.process.stderr.push(error.message);
      return error.message === '' ? 0 : 5;
    }
    if (!(error instanceof JsonSyntaxError)) throw error;
    run.process.stderr.push(`jq: parse error: ${error.message}\n`);
    return 2;
  }
  if (!run.has('exit') || status) return status;
  return last === undefined ? 4 : isTrue(last) ? 0 : 1;
}

function* inputsOf(run: Run, text: string, reader: JsonReader): Generator<JqValue, void, undefined> {
  if (run.has('rawInput')) {
    if (run.has('slurp')) yield text;
    else yield* (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').slice(0, text === '' ? 0 : undefined);
    return;
  }
  if (run.has('slurp')) yield [...reader.values()];
  else yield* reader.values();
}

function* one(run: Run, evaluator: JqEvaluator, filter: JqNode, input: JqValue, json: JsonReader): Fiber<{ readonly failed: boolean; readonly last: JqValue | undefined }> {
  const isTty = run.process.isTty?.(1) ?? false;
  const style: JsonStyle = { indent: run.has('compact') ? undefined : run.has('tab') ? '\t' : run.get('indent') === '0' ? undefined : ' '.repeat(run.number('indent', 2)), sortKeys: run.has('sort'), ascii: run.has('ascii'), color: run.has('color') || (isTty && !run.has('mono')) };
  let last: JqValue | undefined;
  let out = '';
  let count = 0;
  try {
    for (const value of evaluator.run(filter, input)) {
      last = value;
      const raw = (run.has('raw') || run.has('join')) && typeof value === 'string';
      out += (raw ? value : toJson(value, style)) + (run.has('join') ? '' : '\n');
      if (out.length > 16_384 || ++count % 1000 === 0) {
        if (!(yield* run.out(out))) return { failed: false, last };
        out = '';
        yield* sleep(1);
      }
    }
  } catch (error) {
    if (!(error instanceof JqError) && !(error instanceof RangeError)) throw error;
    yield* run.out(out);
    const value = error instanceof JqError ? error.value : 'stack overflow';
    run.process.stderr.push(`jq: error (at ${run.has('null') ? '<unknown>' : `<stdin>:${json.line}`}): ${typeof value === 'string' ? value : `${toJson(value)} (not a string)`}\n`);
    return { failed: true, last };
  }
  yield* run.out(out);
  return { failed: false, last };
}
