// kubectl patch (kubectl/pkg/cmd/patch/patch.go).
import { type Json, type JsonObject, equal, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { JsonSyntaxError, parseJsonText, typeName } from '../../kube/json-text.ts';
import { type JsonPatchOperation, applyJsonPatch } from '../../kube/patch/json.ts';
import { applyMergePatch } from '../../kube/patch/merge.ts';
import { PatchError } from '../../kube/patch/patch-error.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import { parseYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, recordFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { compactJson } from '../../kube/go-json.ts';
import { recordChangeCause } from '../ops/record.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { type Info, asObject, pathTo, queryOf, visit } from '../resource/builder.ts';

const TYPES: Readonly<Record<string, string>> = { json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json' };

export const patch: Command = {
  name: 'patch',
  short: 'Update fields of a resource',
  long: 'Update fields of a resource using strategic merge patch, a JSON merge patch, or a JSON patch.\n\n JSON and YAML formats are accepted.\n\n Note: Strategic merge patch is not supported for custom resources.',
  examples: `# Partially update a node using a strategic merge patch, specifying the patch as JSON
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# Partially update a node using a strategic merge patch, specifying the patch as YAML
kubectl patch node k8s-node-1 -p $'spec:\\n unschedulable: true'

# Partially update a node identified by the type and name specified in "node.json" using strategic merge patch
kubectl patch -f node.json -p '{"spec":{"unschedulable":true}}'

# Update a container's image; spec.containers[*].name is required because it's a merge key
kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"kubernetes-serve-hostname","image":"new image"}]}}'

# Update a container's image using a JSON patch with positional arrays
kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'

# Update a deployment's replicas through the 'scale' subresource using a merge patch
kubectl patch deployment nginx-deployment --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'`,
  usage: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  begins: ['dry-run', 'namespace'],
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to update'), dryRunFlag, fieldManagerFlag('kubectl-patch'), recordFlag,
    { name: 'local', type: 'bool', usage: 'If true, patch will operate on the content of the file, not the server-side resource.' },
    { name: 'patch', short: 'p', type: 'string', usage: 'The patch to be applied to the resource JSON file.' },
    { name: 'patch-file', type: 'string', usage: 'A file containing a patch to be applied to the resource.' },
    { name: 'subresource', type: 'string', usage: 'If specified, patch will operate on the subresource of the requested object.' },
    { name: 'type', type: 'string', default: 'strategic', usage: 'The type of patch being provided; one of [json merge strategic]', complete: ['json', 'merge', 'strategic'] },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const dryRun = ctx.dryRun();
    if (!flags.string('patch') && !flags.string('patch-file')) throw new CliError('must specify --patch or --patch-file containing the contents of the patch');
    if (flags.string('patch') && flags.string('patch-file')) throw new CliError('cannot specify --patch and --patch-file together');
    if (flags.bool('local') && ctx.args.length > 0) throw new CliError('cannot specify --local and server resources');
    if (flags.bool('local') && dryRun === 'server') throw new CliError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    const type = flags.string('type').toLowerCase();
    if (!(type in TYPES)) throw new CliError(`--type must be one of [json merge strategic], not ${JSON.stringify(flags.string('type'))}`);
    const text = patchText(ctx);
    const local = flags.bool('local');
    const count = yield* visit(ctx, queryOf(ctx, ctx.args, { subresource: flags.string('subresource') }), function* each(info) {
      const patched = dryRun === 'client' || local ? patchedLocally(info, type, text) : yield* patchOne(ctx, info, type, text, dryRun);
      if (dryRun === 'none' && !local) yield* recordChangeCause(ctx, info);
      // Each object gets a printer of its own: YAML documents are not divided.
      new ResultPrinter(ctx).print(patched, equal(patched, info.object) && dryRun !== 'client' ? 'patched (no change)' : 'patched');
    }, { local });
    if (count === 0) throw new CliError('no objects passed to patch');
    return 0;
  },
};

/** JSON as it is; YAML as JSON. */
function patchText(ctx: Invocation): string {
  const file = ctx.flags.string('patch-file');
  let text = ctx.flags.string('patch');
  if (file) {
    try {
      text = ctx.readFile(file);
    } catch (error) {
      throw new CliError(`unable to read patch file: ${(error as Error).message}`);
    }
  }
  if (text.trimStart().startsWith('{')) return text;
  try {
    return compactJson(parseYaml(text));
  } catch (error) {
    throw new CliError(`unable to parse ${JSON.stringify(text)}: ${(error as Error).message}`);
  }
}

function* patchOne(ctx: Invocation, info: Info, type: string, text: string, dryRun: DryRun): Fiber<JsonObject> {
  const contentType = TYPES[type] as string;
  try {
    const call = { text, query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) }, headers: { 'content-type': contentType } };
    return asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name, ctx.flags.string('subresource')), call));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 415) throw error;
    const { group, version, kind } = info.resource;
    throw new CliError(`${contentType} is not supported by ${group ? `${group}/` : '/'}${version}, Kind=${kind}: ${error.message}`);
  }
}

/** In the words of the libraries that apply each kind of patch (getPatchedJSON of kubectl/pkg/cmd/patch/patch.go). */
function patchedLocally(info: Info, type: string, text: string): JsonObject {
  const { group, version, kind } = info.resource;
  const shape = schemaOf(group, version, kind);
  if (type === 'strategic' && !shape) throw new CliError(`strategic merge patch is not supported for ${group}/${version}, Kind=${kind} locally, try --type merge`);
  try {
    if (type === 'json') return asObject(applyJsonPatch(info.object, operationsOf(text)));
    if (type === 'strategic' && shape) return applyStrategicPatch(info.object, mapOf(parsed(text, 'invalid JSON document') ?? {}, 'invalid JSON document'), shape);
    const value = parsed(text, 'Invalid JSON Patch');
    if (Array.isArray(value)) throw new CliError('json: cannot unmarshal array into Go value of type unstructured.detector');
    return asObject(applyMergePatch(info.object, mapOf(value, 'Invalid JSON Patch')));
  } catch (error) {
    throw error instanceof PatchError ? new CliError(error.message) : error;
  }
}

function parsed(text: string, fault?: string): Json {
  try {
    return parseJsonText(text).value;
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new CliError(fault ?? error.message) : error;
  }
}

function mapOf(value: Json, fault: string): JsonObject {
  if (!isObject(value)) throw new CliError(fault);
  return value;
}

function operationsOf(text: string): readonly JsonPatchOperation[] {
  const value = parsed(text);
  const refusal = (found: Json, type: string): CliError => new CliError(`json: cannot unmarshal ${typeName(found)} into Go value of type jsonpatch.${type}`);
  if (!Array.isArray(value)) throw refusal(value, 'Patch');
  return (value as readonly Json[]).map((operation) => {
    if (!isObject(operation)) throw refusal(operation, 'Operation');
    return (typeof operation['op'] === 'string' ? operation : { ...operation, op: null }) as JsonPatchOperation;
  });
}
