// What a command line asks for, word by word, and all that is wrong with it by itself (the parameters of cli-runtime/pkg/resource/builder.go).
import { groupResource } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError, ConfigError, UnusableConfig, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { kustomizeBuild } from '../kustomize/build.ts';
import { type SourceText, sourcesOf } from './files.ts';

export interface Query {
  /** Types and names, types/names. */
  readonly args?: readonly string[];
  readonly filenames?: readonly string[];
  readonly kustomize?: string;
  readonly recursive?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** The names are of this type, but those that say their own (ResourceNames). */
  readonly defaultType?: string;
  /** --all that excludes selectors (SelectAllParam), and whether it is read before them. */
  readonly all?: boolean;
  readonly allFirst?: boolean;
  readonly allNamespaces?: boolean;
  /** A type alone means all of them. */
  readonly typeAlone?: boolean;
  readonly singleType?: boolean;
  /** Nothing more is done after the first fault. */
  readonly stopsAtFirst?: boolean;
  /** What is asked for of objects that are named. */
  readonly subresource?: string;
  /** Other than the context's. */
  readonly namespace?: string;
  /** That the kubeconfig does not say the namespace is one fault among the others. */
  readonly lateNamespace?: boolean;
  /** Objects are those of kubectl's own types: a custom resource is none (WithScheme). */
  readonly typed?: boolean;
  /** Objects of files are taken as they are: no server is asked what their kinds are (Local). */
  readonly local?: boolean;
  /** Objects of files are checked for kind and apiVersion in the schema's words. */
  readonly validate?: boolean;
}

/** What a command line says, before anything is looked up. */
export interface Asked {
  readonly sources: readonly SourceText[];
  /** Undefined where there is none; '' selects everything. */
  labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly tuples: readonly (readonly [type: string, name: string])[];
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly namespace: string;
}

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** All that is wrong with files, selectors and arguments by themselves is told at once. */
export function* askedOf(ctx: Invocation, query: Query): Fiber<Asked> {
  const faults: CliError[] = [];
  const files = query.filenames ?? [];
  if (query.kustomize && files.length) faults.push(new CliError('only one of -f or -k can be specified'));
  if (query.kustomize && query.recursive) faults.push(new CliError("the -k flag can't be used with -f or -R"));
  const { kustomize = '' } = query;
  const sources = faults.length ? [] : kustomize ? [{ source: kustomize, read: () => kustomizeBuild(ctx.process, kustomize, { log: (text) => ctx.klog('I', 'log.go:245', text) }) }] : sourcesOf(ctx.process, files, query.recursive ?? false, faults);
  const selectors = selectorsOf(query, faults);
  const words = yield* wordsOf(ctx, query, faults);
  let namespace = '';
  try {
    namespace = query.allNamespaces ? '' : (query.namespace ?? ctx.namespace);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    // Told before everything else, but by commands that only note it.
    if (query.lateNamespace) faults.push(asFault(error));
    else faults.unshift(error);
  }
  throwAll(faults);
  const everything = query.typeAlone && words.tuples.length === 0 && (query.args ?? []).length === 1 && selectors.label === undefined;
  return { sources, labelSelector: everything ? '' : selectors.label, fieldSelector: selectors.field, ...words, namespace };
}

const asFault = (error: CliError): CliError => (error instanceof UnusableConfig ? new ConfigError(`invalid configuration: ${error.message}`) : error);

function selectorsOf(query: Query, faults: CliError[]): { readonly label: string | undefined; readonly field: string | undefined } {
  const [label, field] = [(query.labelSelector ?? '').trim(), (query.fieldSelector ?? '').trim()];
  if (query.all && query.allFirst) {
    if (label) faults.push(new CliError(`found non-empty label selector ${JSON.stringify(query.labelSelector)} with previously set 'all' parameter. `));
    if (field) faults.push(new CliError(`found non-empty field selector ${JSON.stringify(query.fieldSelector)} with previously set 'all' parameter. `));
  } else if (query.all && (label || field)) faults.push(new CliError("setting 'all' parameter but found a non empty selector. "));
  return { label: label || undefined, field: field || undefined };
}

function* wordsOf(ctx: Invocation, query: Query, faults: CliError[]): Fiber<Pick<Asked, 'tuples' | 'types' | 'names'>> {
  const words = query.defaultType === undefined ? multiplied(query.args ?? []) : (query.args ?? []);
  const slashes = words.filter((w) => w.includes('/')).length;
  const none = { tuples: [], types: [], names: [] };
  try {
    if (query.defaultType !== undefined) return { ...none, tuples: words.map((word) => (word.includes('/') ? tupleOf(word) : [query.defaultType as string, word])) };
    if (slashes > 0 && slashes < words.length) throw new CliError(MIXED);
    if (slashes > 0) return { ...none, tuples: words.map(tupleOf) };
    const [first, ...names] = words;
    // Categories stand for their types; to know them, a client is needed.
    return first === undefined ? none : { ...none, types: yield* withoutCategories(ctx, first), names };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    faults.push(asFault(error));
    return none;
  }
}

function* withoutCategories(ctx: Invocation, word: string): Fiber<readonly string[]> {
  const types: string[] = [];
  for (const type of word.split(',')) {
    const members = (yield* ctx.mapper()).category(type);
    types.push(...(members ? members.map(groupResource) : [type]));
  }
  return [...new Set(types)];
}

/** `svc,deploy web` means `svc/web deploy/web`. */
function multiplied(args: readonly string[]): readonly string[] {
  const types = [...new Set((args[0] ?? '').split(','))];
  if (args.length < 2 || types.length < 2) return args;
  return types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

function tupleOf(word: string): readonly [string, string] {
  const parts = word.split('/');
  if (parts.length !== 2) throw new CliError('arguments in resource/name form may not have more than one slash');
  const [type, name] = parts as [string, string];
  if (type === '' || name === '' || type.includes(',')) throw new CliError('arguments in resource/name form must have a single resource and name');
  return [type, name];
}
