// kubectl replace (kubectl/pkg/cmd/replace/replace.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { deletionFlags, dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, saveConfigFlag, subresourceFlag, validateFlag, waitFlag } from '../cli/common-flags.ts';
import { CliError, addSource, throwAll } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { cascadeOf, deleteAll } from '../ops/delete-objects.ts';
import { lastApplied, withLastApplied } from '../ops/last-applied.ts';
import { checkRaw, printRaw, rawBody } from '../ops/raw.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { fieldValidation } from '../ops/validation.ts';
import { type Target, asObject, getObject, pathTo, queryOf, targetsOf } from '../resource/builder.ts';

type FileTarget = Extract<Target, { readonly type: 'object' }>;

export const replace: Command = {
  name: 'replace',
  short: 'Replace a resource by file name or stdin',
  long: 'Replace a resource by file name or stdin.\n\n JSON and YAML formats are accepted. If replacing an existing resource, the complete resource spec must be provided. This can be obtained by\n\n        $ kubectl get TYPE NAME -o yaml',
  examples: `# Replace a pod using the data in pod.json
kubectl replace -f ./pod.json

# Replace a pod based on the JSON passed into stdin
cat pod.json | kubectl replace -f -

# Update a single-container pod's image version (tag) to v4
kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -

# Force replace, delete and then re-create the resource
kubectl replace --force -f ./pod.json`,
  usage: 'replace -f FILENAME',
  completes: [],
  begins: ['validation', 'dry-run', 'client', 'printer', 'namespace'],
  flags: [
    ...printFlags, ...filenameFlags('The files that contain the configurations to replace.', "Process a kustomization directory. This flag can't be used together with -f or -R."), ...deletionFlags, waitFlag(false), dryRunFlag, fieldManagerFlag('kubectl-replace'), saveConfigFlag, validateFlag, subresourceFlag('replace will operate on'),
    { name: 'raw', type: 'string', usage: 'Raw URI to PUT to the server.  Uses the transport specified by the kubeconfig file.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const dryRun = ctx.dryRun();
    const validation = fieldValidation(ctx);
    const results = new ResultPrinter(ctx, dryRun);
    const force = flags.bool('force');
    if (flags.int('grace-period') >= 0 && !force) throw new CliError('--grace-period must have --force specified');
    if (flags.duration('timeout') !== 0 && !force) throw new CliError('--timeout must have --force specified');
    if (flags.list('filename').length === 0 && !flags.string('kustomize')) throw new CliError('must specify one of -f and -k');
    if (flags.string('raw')) {
      checkRaw(ctx, 1, 1);
      return yield* printRaw(ctx, 'PUT', flags.string('raw'), yield* rawBody(ctx));
    }
    const found = yield* targetsOf(ctx, { ...queryOf(ctx, force ? ctx.args : []), validate: validation !== 'Ignore' });
    const targets = found.targets.filter((t): t is FileTarget => t.type === 'object');
    const errors: unknown[] = [...found.errors];
    if (force && targets.length === 0 && errors.length === 0) throw new CliError('no objects passed to replace');
    if (force) yield* deleteThem(ctx, targets, dryRun);
    for (const target of targets) {
      try {
        const query = { fieldManager: flags.string('field-manager'), fieldValidation: validation, ...dryRunQuery(dryRun) };
        results.print(force ? yield* create(ctx, target, query) : yield* replaceOne(ctx, target, query, dryRun), 'replaced');
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function configured(ctx: Invocation, object: JsonObject): JsonObject {
  return ctx.flags.bool('save-config') || lastApplied(object) !== undefined ? withLastApplied(object) : object;
}

function* replaceOne(ctx: Invocation, target: FileTarget, query: Readonly<Record<string, string>>, dryRun: DryRun): Fiber<JsonObject> {
  const object = configured(ctx, target.object);
  if (dryRun === 'client') return object;
  const subresource = ctx.flags.string('subresource');
  try {
    const metadata = asObject(object['metadata'] ?? {});
    const resourceVersion = metadata['resourceVersion'] ?? (yield* currentVersion(ctx, target, subresource));
    const body = resourceVersion === undefined ? object : { ...object, metadata: { ...metadata, resourceVersion } };
    return asObject(yield* ctx.rest().json('PUT', pathTo(target.resource, target.namespace, target.name, subresource), { query, body }));
  } catch (error) {
    throw addSource('replacing', target.source, error);
  }
}

/** A manifest without a resourceVersion overwrites whatever is there. */
function* currentVersion(ctx: Invocation, target: FileTarget, subresource: string): Fiber<string | undefined> {
  try {
    const current = yield* getObject(ctx, target.resource, target.namespace, target.name, subresource);
    return String(asObject(current['metadata'] ?? {})['resourceVersion']);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function* deleteThem(ctx: Invocation, targets: readonly FileTarget[], dryRun: DryRun): Fiber<void> {
  const grace = ctx.flags.int('grace-period');
  // Zero would lose data; kubectl makes it one second and waits.
  const gracePeriod = grace === 0 ? 1 : grace;
  const options = { gracePeriod, cascade: cascadeOf(ctx), wait: true, timeoutMs: ctx.flags.duration('timeout'), ignoreNotFound: true, dryRun };
  yield* deleteAll(ctx, targets.map(({ resource, namespace, name }) => ({ resource, namespace, name })), options);
}

function* create(ctx: Invocation, target: FileTarget, query: Readonly<Record<string, string>>): Fiber<JsonObject> {
  const { resourceVersion: _, ...metadata } = asObject(target.object['metadata'] ?? {});
  const body = configured(ctx, { ...target.object, metadata });
  return asObject(yield* ctx.rest().json('POST', pathTo(target.resource, target.namespace), { query, body }));
}
