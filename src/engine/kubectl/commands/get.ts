// kubectl get (kubectl/pkg/cmd/get/get.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, chunkSizeFlag, fieldSelectorFlag, filenameFlags, getPrintFlags, selectorFlag, subresourceFlag } from '../cli/common-flags.ts';
import { CliError, PlainError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { getExamples, getLong } from '../help/get.ts';
import { humanTables, isHuman, objectsPrinter } from '../ops/get-output.ts';
import { watchObjects } from '../ops/get-watch.ts';
import { mustBePath, printRaw } from '../ops/raw.ts';
import { sortBy, Unsortable } from '../printers/sort.ts';
import { type Target, infosOf, listRaw, orNoNamespace, pathTo, queryOf, targetsOf } from '../resource/builder.ts';

export const get: Command = {
  name: 'get',
  short: 'Display one or many resources',
  long: getLong,
  examples: getExamples,
  usage: 'get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  completes: ['type-name'],
  flags: [
    ...getPrintFlags,
    ...filenameFlags('Filename, directory, or URL to files identifying the resource to get from a server.', "Process the kustomization directory. This flag can't be used together with -f or -R."),
    allNamespacesFlag, chunkSizeFlag, fieldSelectorFlag, selectorFlag, subresourceFlag('gets'),
    { name: 'ignore-not-found', type: 'bool', usage: 'If set to true, suppresses NotFound error for specific objects that do not exist. Using this flag with commands that query for collections of resources has no effect when no resources are found.' },
    { name: 'output-watch-events', type: 'bool', usage: 'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.' },
    { name: 'raw', type: 'string', usage: 'Raw URI to request from the server.  Uses the transport specified by the kubeconfig file.' },
    { name: 'server-print', type: 'bool', default: 'true', usage: 'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.' },
    { name: 'watch', short: 'w', type: 'bool', usage: 'After listing/getting the requested object, watch for changes.' },
    { name: 'watch-only', type: 'bool', usage: 'Watch for changes to the requested object(s), without listing/getting first.' },
  ],
  *run(ctx) {
    if (ctx.flags.string('raw')) {
      if (ctx.args.length > 0) throw new CliError('arguments may not be passed when --raw is specified');
      if (ctx.flags.string('output')) throw new CliError('--raw and --output are mutually exclusive');
      mustBePath(ctx.flags.string('raw'));
      return yield* printRaw(ctx, 'GET', ctx.flags.string('raw'));
    }
    void ctx.namespace;
    validate(ctx);
    if (ctx.flags.bool('watch') || ctx.flags.bool('watch-only')) return yield* watchObjects(ctx);
    try {
      return isHuman(ctx) ? yield* tables(ctx) : yield* objects(ctx);
    } catch (error) {
      if (!(error instanceof Unsortable)) throw error;
      ctx.klog('F', error.where, error.message);
      return 1;
    }
  },
};

function validate(ctx: Invocation): void {
  const { flags } = ctx;
  if (ctx.args.length === 0 && flags.list('filename').length === 0 && !flags.string('kustomize')) {
    ctx.err('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
    throw ctx.usage('Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
  }
  const output = flags.string('output');
  if (flags.bool('show-labels') && output !== '' && output !== 'wide') throw new CliError('--show-labels option cannot be used with ' + output + ' printer');
  const watching = flags.bool('watch') || flags.bool('watch-only');
  if (flags.bool('output-watch-events') && !watching) throw new CliError('--output-watch-events option can only be used with --watch or --watch-only');
}

const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';

function* tables(ctx: Invocation): Fiber<number> {
  const { flags } = ctx;
  const subresource = flags.string('subresource');
  const found = yield* targetsOf(ctx, queryOf(ctx, ctx.args, { typeAlone: true, subresource }));
  const errors: unknown[] = [];
  // What files could not give is an error within an error, which kubectl tells without its prefix.
  const late: unknown[] = found.errors.map((error) => (error instanceof CliError ? new PlainError(error.message) : error));
  const sort = flags.string('sort-by');
  const accept: Record<string, string> = !flags.bool('server-print') ? {} : { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json' };
  const include = sort ? { includeObject: 'Object' } : {};
  const answers: { target: Target; value: Json }[] = [];
  for (const target of found.targets) {
    try {
      if (target.type !== 'list' && target.name === '') throw new CliError('resource name may not be empty');
      answers.push({ target, value: target.type === 'list' ? yield* listRaw(ctx, target, accept, include) : yield* orNoNamespace(ctx, target, ctx.rest().get(pathTo(target.resource, target.namespace, target.name, target.type === 'name' ? target.subresource : ''), include, accept)) });
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof CliError)) throw error;
      if (!(flags.bool('ignore-not-found') && isNotFound(error))) (target.type === 'list' ? late : errors).push(error);
    }
  }
  errors.push(...late);
  const text = humanTables(ctx, sort ? sortedFor(answers, sort) : answers);
  ctx.out(text);
  if (text === '' && !flags.bool('ignore-not-found') && errors.length === 0) {
    const namespaced = !flags.bool('all-namespaces') && answers.every(({ target }) => target.resource.namespaced);
    ctx.err(namespaced ? `No resources found in ${ctx.namespace} namespace.\n` : 'No resources found\n');
  }
  throwAll(errors);
  return 0;
}

/** What stands alone is sorted by the printer, whose faults kubectl does not tell: nothing is printed then. */
function sortedFor(answers: readonly { target: Target; value: Json }[], sort: string): readonly { target: Target; value: Json }[] {
  if (answers.length !== 1) return sortedAnswers(answers, sort);
  // A single row is in order, whatever the path.
  if (answers[0]?.target.type !== 'list' || rowsOf(answers[0].value).length <= 1) return answers;
  try {
    return sortedAnswers(answers, sort);
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

/** How Go names the values of a table's rows. */
const ROWS = '[][][]reflect.Value';

/** Rows of a list are sorted within it; single objects among one another. */
function sortedAnswers(answers: readonly { target: Target; value: Json }[], sort: string): readonly { target: Target; value: Json }[] {
  // What is not there is not looked into.
  if (answers.every(({ value }) => rowsOf(value).length === 0)) return answers;
  if (answers.every(({ target }) => target.type !== 'list')) return sortBy(answers, sort, ({ value }) => rowsOf(value)[0]?.['object'] ?? {}, ROWS);
  return answers.map(({ target, value }) => ({ target, value: isObject(value) ? { ...value, rows: sortBy(rowsOf(value), sort, (row) => row['object'] ?? {}, ROWS) } : value }));
}

const rowsOf = (value: Json): readonly JsonObject[] => (isObject(value) && Array.isArray(value['rows']) ? (value['rows'] as readonly JsonObject[]) : []);

function* objects(ctx: Invocation): Fiber<number> {
  const { flags } = ctx;
  const { infos, errors, single } = yield* infosOf(ctx, queryOf(ctx, ctx.args, { typeAlone: true, subresource: flags.string('subresource') }));
  const left = flags.bool('ignore-not-found') ? errors.filter((e) => !isNotFound(e)) : [...errors];
  if (left.length && single) throwAll(left);
  if (infos.length === 0 && flags.bool('ignore-not-found')) {
    throwAll(left);
    return 0;
  }
  const printer = objectsPrinter(ctx);
  const sort = flags.string('sort-by');
  const [first] = infos;
  try {
    // Sorting is the business of lists.
    if (single && infos.length === 1 && first) ctx.out(printer.one(first.object));
    else ctx.out(printer.list((sort && infos.length > 0 ? sortBy(infos, sort, (info) => info.object, '*unstructured.Unstructured') : infos).map((info) => info.object)));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    left.push(error);
  }
  throwAll(left);
  return 0;
}
