// yq: jq's filters over YAML, with the options of mikefarah's yq that are used most.
import type { Json } from '../../../base/json.ts';
import { formatYaml, parseYaml, splitYaml, YamlError } from '../../../kube/yaml.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { readAll } from '../../../sim/stream.ts';
import { command, CommandFailure, type Run } from '../../command.ts';
import { FileError } from '../../files.ts';
import type { Program } from '../../process.ts';
import { JqEvaluator } from './evaluator.ts';
import { JsonReader } from './json-reader.ts';
import { UndefinedFunction } from './natives.ts';
import { JqParser } from './parser.ts';
import { JqSyntaxError } from './scanner.ts';
import type { JqNode, JqValue } from './syntax.ts';
import { isTrue, JqError, toJson } from './values.ts';

const flags = {
  inPlace: { short: 'i', long: 'inplace' }, output: { short: 'o', long: 'output-format', takes: 'value' }, input: { short: 'p', long: 'input-format', takes: 'value' }, pretty: { short: 'P', long: 'prettyPrint' }, raw: { short: 'r', long: 'unwrapScalar', takes: 'optional' },
  null: { short: 'n', long: 'null-input' }, exit: { short: 'e', long: 'exit-status' }, indent: { short: 'I', long: 'indent', takes: 'value' }, noDocument: { short: 'N', long: 'no-doc' }, colors: { short: 'C', long: 'colors' }, noColors: { short: 'M', long: 'no-colors' }, version: { short: 'V', long: 'version' },
} as const;

interface Source {
  readonly path: string | undefined;
  readonly text: string;
}

export const yq: Program = command({ name: 'yq', usage: 'yq [flags] [expression] [file...]', about: 'a lightweight and portable command-line data file processor.', flags, misuse: 1 }, main);

function* main(run: Run): Fiber<number> {
  if (run.has('version')) {
    yield* run.out('yq (https://github.com/mikefarah/yq/) version v4.47.1\n');
    return 0;
  }
  const args = run.args[0] === 'eval' || run.args[0] === 'e' ? run.args.slice(1) : [...run.args];
  // A lone word that is a file is the file, and the expression is the whole of it.
  const onlyFile = args.length === 1 && run.process.files.exists(run.path(args[0] as string)) && !(args[0] as string).startsWith('.');
  const expression = onlyFile ? '.' : (args[0] ?? '.');
  const filter = parse(expression);
  const sources = yield* read(run, onlyFile ? args : args.slice(1));
  const format = run.get('output') ?? (sources.every(({ path }) => path?.endsWith('.json')) && sources.length > 0 ? 'json' : 'yaml');
  if (!['yaml', 'y', 'json', 'j'].includes(format)) throw new CommandFailure(`the output format ${format} is not simulated in Kubarium: yaml and json are`);
  let last: JqValue | undefined;
  for (const source of sources) {
    const found = results(run, filter, source);
    last = found.at(-1) ?? last;
    const text = written(run, found, format.startsWith('j'));
    if (run.has('inPlace') && source.path !== undefined) run.process.files.write(source.path, text);
    else yield* run.out(text);
  }
  return run.has('exit') && (last === undefined || !isTrue(last)) ? 1 : 0;
}

function parse(expression: string): JqNode {
  try {
    return new JqParser(expression).parse();
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error;
    throw new YqFailure(`invalid input text ${JSON.stringify(expression)}`);
  }
}

/** yq begins its complaints with "Error:". */
class YqFailure extends CommandFailure {
  constructor(text: string) {
    super(`Error: ${text}`, 1, true);
  }
}

function* read(run: Run, files: readonly string[]): Fiber<Source[]> {
  if (run.has('null')) return [{ path: undefined, text: 'null' }];
  if (files.length === 0 || files[0] === '-') return [{ path: undefined, text: yield* readAll(run.process.stdin) }];
  return files.map((file) => {
    try {
      return { path: run.path(file), text: run.process.files.read(run.path(file)) };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new YqFailure(`open ${file}: ${error.message.toLowerCase()}`);
    }
  });
}

function results(run: Run, filter: JqNode, { path, text }: Source): JqValue[] {
  const isJson = run.get('input')?.startsWith('j') ?? path?.endsWith('.json') ?? false;
  const evaluator = new JqEvaluator({ env: run.process.env, nowSeconds: run.process.clock.nowMs / 1000, nextInput: () => undefined }, {});
  try {
    const values = isJson ? [...new JsonReader(text).values()] : splitYaml(text).map((document) => parseYaml(document.text) as JqValue);
    return values.flatMap((value) => [...evaluator.run(filter, value)]);
  } catch (error) {
    if (error instanceof YamlError) throw new YqFailure(`bad file '${path ?? '-'}': ${error.message}`);
    if (error instanceof JqError || error instanceof UndefinedFunction || error instanceof RangeError) throw new YqFailure(error.message);
    throw error;
  }
}

function written(run: Run, found: readonly JqValue[], asJson: boolean): string {
  const indent = run.number('indent', 2);
  if (asJson) return found.map((value) => `${toJson(value, { indent: indent === 0 ? undefined : ' '.repeat(indent) })}\n`).join('');
  const texts = found.map((value) => (typeof value === 'string' ? `${value}\n` : formatYaml(value as Json, { fold: false, asGiven: true })));
  // Scalars follow one another; documents are told apart.
  return texts.reduce((all, text, i) => all + (i > 0 && !run.has('noDocument') && isDocument(found[i] as JqValue) && isDocument(found[i - 1] as JqValue) ? '---\n' : '') + text, '');
}

const isDocument = (value: JqValue): boolean => typeof value === 'object' && value !== null;
