// kubectl edit (kubectl/pkg/cmd/util/editor/editoptions.go).
import { type Json, type JsonObject, equal, isObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { createMergePatch } from '../../kube/patch/merge.ts';
import { createStrategicPatch } from '../../kube/patch/strategic-diff.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { fieldManagerFlag, filenameFlags, printFlags, saveConfigFlag, subresourceFlag, validateFlag } from '../cli/common-flags.ts';
import { CliError, standardMessage, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { type Edited, runEditor } from '../ops/edit.ts';
import { ResultPrinter } from '../ops/result.ts';
import { fieldValidation } from '../ops/validation.ts';
import { type Info, asObject, infosOf, pathTo, queryOf } from '../resource/builder.ts';

const HEADER = "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n";

export const edit: Command = {
  name: 'edit',
  short: 'Edit a resource on the server',
  long: "Edit a resource from the default editor.\n\n The edit command allows you to directly edit any API resource you can retrieve via the command-line tools. It will open the editor defined by your KUBE_EDITOR, or EDITOR environment variables, or fall back to 'vi' for Linux or 'notepad' for Windows. When attempting to open the editor, it will first attempt to use the shell that has been defined in the 'SHELL' environment variable. If this is not defined, the default shell will be used, which is '/bin/bash' for Linux or 'cmd' for Windows.\n\n You can edit multiple objects, although changes are applied one at a time. The command accepts file names as well as command-line arguments, although the files you point to must be previously saved versions of resources.\n\n Editing is done with the API version used to fetch the resource. To edit using a specific API version, fully-qualify the resource, version, and group.\n\n The default format is YAML. To edit in JSON, specify \"-o json\".\n\n The flag --windows-line-endings can be used to force Windows line endings, otherwise the default for your operating system will be used.\n\n In the event an error occurs while updating, a temporary file will be created on disk that contains your unapplied changes. The most common error when updating a resource is another editor changing the resource on the server. When this occurs, you will have to apply your changes to the newer version of the resource, or update your temporary saved copy to include the latest resource version.",
  examples: `# Edit the service named 'registry'
kubectl edit svc/registry

# Use an alternative editor
KUBE_EDITOR="nano" kubectl edit svc/registry

# Edit the job 'myjob' in JSON using the v1 API format
kubectl edit job.v1.batch/myjob -o json

# Edit the deployment 'mydeployment' in YAML and save the modified config in its annotation
kubectl edit deployment/mydeployment -o yaml --save-config

# Edit the 'status' subresource for the 'mydeployment' deployment
kubectl edit deployment mydeployment --subresource='status'`,
  usage: 'edit (RESOURCE/NAME | -f FILENAME)',
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files to use to edit the resource'), saveConfigFlag, validateFlag, fieldManagerFlag('kubectl-edit'), subresourceFlag('edit will operate on'),
    { name: 'output-patch', type: 'bool', usage: 'Output the patch if the resource is edited.' },
    { name: 'windows-line-endings', type: 'bool', usage: 'Defaults to the line ending native to your platform.' },
  ],
  *run(ctx) {
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, ctx.args));
    throwAll(errors);
    if (infos.length === 0) throw new CliError('edit cancelled, no objects found');
    return yield* editLoop(ctx, infos);
  },
};

interface Round {
  readonly header: string;
  readonly body: string;
  readonly failed: boolean;
}

const withoutManaged = (object: JsonObject): JsonObject => {
  const { managedFields: _, ...metadata } = asObject(object['metadata'] ?? {});
  return { ...object, metadata };
};

/** Opens the editor again and again until what comes back is accepted, unchanged, or given up. */
function* editLoop(ctx: Invocation, infos: readonly Info[]): Fiber<number> {
  const json = ctx.flags.string('output') === 'json';
  const objects = infos.map((info) => withoutManaged(info.object));
  const whole: Json = objects.length === 1 ? (objects[0] as JsonObject) : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  const text = json ? `${indentedJson(whole, '    ')}\n` : formatYaml(whole);
  let round: Round = { header: HEADER, body: text, failed: false };
  for (;;) {
    const edited = yield* runEditor(ctx, round.header, round.body, json ? 'json' : 'yaml');
    if (edited.text.trim() === '' && !round.failed) {
      // An emptied file gives the edit up, and says what became of it.
      return giveUp(ctx, infos, edited);
    }
    if (edited.unchanged) {
      if (round.failed) return cancelled(ctx, edited, 'Edit cancelled, no valid changes were saved.');
      ctx.err('Edit cancelled, no changes made.\n');
      return 0;
    }
    const values = edited.value === undefined ? undefined : objectsOf(edited.value);
    if (!values || values.length !== infos.length) {
      ctx.err(`error: ${nameOf(infos)} is invalid\n`);
      round = reopened(edited, [`${nameOf(infos)} is invalid`, `* : ${edited.fault ?? 'the edited file failed validation'}`]);
      continue;
    }
    const failures = yield* applyAll(ctx, infos, objects, values, edited);
    if (failures.length === 0) return 0;
    round = reopened(edited, failures);
  }
}

const nameOf = (infos: readonly Info[]): string => {
  const [first] = infos as readonly [Info];
  return `${first.resource.plural}${first.resource.group ? `.${first.resource.group}` : ''} ${JSON.stringify(first.name)}`;
};

function objectsOf(value: Json): readonly JsonObject[] | undefined {
  if (!isObject(value)) return undefined;
  if (value['kind'] === 'List' && Array.isArray(value['items'])) return value['items'].filter(isObject);
  return [value];
}

function giveUp(ctx: Invocation, infos: readonly Info[], edited: Edited): number {
  ctx.err(`error: ${nameOf(infos)} is invalid\n`);
  return cancelled(ctx, edited, 'Edit cancelled, no valid changes were saved.');
}

function cancelled(ctx: Invocation, edited: Edited, message: string): number {
  ctx.err(`A copy of your changes has been stored to ${JSON.stringify(edited.path)}\nerror: ${message}\n`);
  return 1;
}

function reopened(edited: Edited, failures: readonly string[]): Round {
  return { header: `${HEADER}${failures.flatMap((f) => f.split('\n')).map((line) => `# ${line}\n`).join('')}#\n`, body: edited.text, failed: true };
}

/** What the server refused, as comments for the next round. @throws CliError where the identity was changed */
function* applyAll(ctx: Invocation, infos: readonly Info[], originals: readonly JsonObject[], values: readonly JsonObject[], edited: Edited): Fiber<readonly string[]> {
  const results = new ResultPrinter(ctx);
  const failures: string[] = [];
  for (const [i, info] of infos.entries()) {
    const [original, value] = [originals[i] as JsonObject, values[i] as JsonObject];
    if (equal(original, value)) {
      results.print(original, 'skipped');
      continue;
    }
    if (!sameIdentity(original, value)) {
      ctx.err(`A copy of your changes has been stored to ${JSON.stringify(edited.path)}\n`);
      throw new CliError('At least one of apiVersion, kind and name was changed');
    }
    try {
      results.print(withoutManaged(yield* send(ctx, info, original, value)), 'edited');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const told = standardMessage(error) ?? error.message;
      ctx.err(error.reason === 'Invalid' ? `error: ${nameOf([info])} is invalid\n` : `error: ${nameOf([info])} could not be patched: ${error.message}\n`);
      failures.push(error.reason === 'Invalid' ? invalidComment(info, error) : `${nameOf([info])} could not be patched: ${told}`);
    }
  }
  return failures;
}

function invalidComment(info: Info, error: ApiError): string {
  const causes = error.status.details?.causes ?? [];
  return [`${nameOf([info])} was not valid:`, ...causes.map((c) => `* ${c.field ?? ''}: ${c.message ?? ''}`)].join('\n');
}

function sameIdentity(a: JsonObject, b: JsonObject): boolean {
  const name = (o: JsonObject): Json | undefined => asObject(o['metadata'] ?? {})['name'];
  return a['apiVersion'] === b['apiVersion'] && a['kind'] === b['kind'] && name(a) === name(b);
}

function* send(ctx: Invocation, info: Info, original: JsonObject, value: JsonObject): Fiber<JsonObject> {
  const shape = schemaOf(info.resource.group, info.resource.version, info.resource.kind);
  const body = shape ? createStrategicPatch(original, value, shape) : createMergePatch(original, value);
  if (ctx.flags.bool('output-patch')) ctx.out(`Patch: ${JSON.stringify(body)}\n`);
  const headers = { 'content-type': shape ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' };
  const query = { fieldManager: ctx.flags.string('field-manager'), fieldValidation: fieldValidation(ctx) };
  return asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name, ctx.flags.string('subresource')), { body, query, headers }));
}
