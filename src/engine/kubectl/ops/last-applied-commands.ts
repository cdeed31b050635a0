// kubectl apply view-last-applied, set-last-applied and edit-last-applied (kubectl/pkg/cmd/apply/apply_*_last_applied.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, selectorFlag, validateFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import { compactJson, indentedJson } from '../../kube/go-json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import { asObject, infosOf, pathTo, queryOf, targetsOf } from '../resource/builder.ts';
import { LAST_APPLIED, lastApplied, withAnnotations } from './last-applied.ts';
import { runEditor } from './edit.ts';
import { liveObject } from './apply-object.ts';
import { ResultPrinter, dryRunQuery } from './result.ts';

export const viewLastApplied: Command = {
  name: 'view-last-applied',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  long: 'View the latest last-applied-configuration annotations by type/name or file.\n\n The default output will be printed to stdout in YAML format. You can use the -o option to change the output format.',
  examples: '# View the last-applied-configuration annotations by type/name in YAML\nkubectl apply view-last-applied deployment/nginx\n\n# View the last-applied-configuration annotations by file in JSON\nkubectl apply view-last-applied -f deploy.yaml -o json',
  begins: ['namespace'],
  usage: 'view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  completes: ['type-name'],
  flags: [
    ...filenameFlags('Filename, directory, or URL to files that contains the last-applied-configuration annotations'), selectorFlag,
    { name: 'all', type: 'bool', usage: 'Select all resources in the namespace of the specified resource types' },
    { name: 'output', short: 'o', type: 'string', default: 'yaml', usage: 'Output format. Must be one of (yaml, json)', complete: ['yaml', 'json'] },
  ],
  *run(ctx) {
    const { namespaceExplicit } = ctx;
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, ctx.args, { all: ctx.flags.bool('all'), allFirst: true, typeAlone: namespaceExplicit, stopsAtFirst: true }));
    throwAll(errors);
    const output = ctx.flags.string('output');
    for (const info of infos) {
      const text = lastApplied(info.object);
      // Without a file to name, upstream's wrapped error comes out as none.
      if (text === undefined && info.source) throw new CliError(`error when no last-applied-configuration annotation found on resource: ${info.name}\n ${JSON.stringify(info.source)}: <nil>`);
      if (text === undefined) continue;
      if (output !== 'yaml' && output !== 'json') throw ctx.usage(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
      const value = JSON.parse(text) as Json;
      ctx.out(output === 'yaml' ? formatYaml(value) : `${indentedJson(value, '  ')}\n`);
    }
  },
};

export const setLastApplied: Command = {
  name: 'set-last-applied',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  long: "Set the latest last-applied-configuration annotations by setting it to match the contents of a file. This results in the last-applied-configuration being updated as though 'kubectl apply -f<file> ' was run, without updating any other parts of the object.",
  examples: '# Set the last-applied-configuration of a resource to match the contents of a file\nkubectl apply set-last-applied -f deploy.yaml\n\n# Execute set-last-applied against each configuration file in a directory\nkubectl apply set-last-applied -f path/\n\n# Set the last-applied-configuration of a resource to match the contents of a file; will create the annotation if it does not already exist\nkubectl apply set-last-applied -f deploy.yaml --create-annotation=true',
  usage: 'set-last-applied -f FILENAME',
  begins: ['dry-run', 'namespace', 'printer'],
  completes: [],
  flags: [
    ...printFlags, dryRunFlag, ...filenameFlags('Filename, directory, or URL to files that contains the last-applied-configuration annotations').filter((f) => f.name !== 'kustomize' && f.name !== 'recursive'),
    { name: 'create-annotation', type: 'bool', usage: "Will create 'last-applied-configuration' annotations if current objects doesn't have one" },
  ],
  *run(ctx) {
    const dryRun = ctx.dryRun();
    const results = new ResultPrinter(ctx, dryRun);
    // Its arguments are not looked at: it is about files.
    const found = yield* targetsOf(ctx, queryOf(ctx, []));
    const faults: unknown[] = [];
    let failed = -1;
    for (const target of found.targets) {
      if (target.type !== 'object') continue;
      // The first document that fails is the last, but all of a List's items are looked at.
      if (faults.length > 0 && target.document !== failed) break;
      let current: JsonObject;
      try {
        current = yield* liveObject(ctx, target);
      } catch (error) {
        faults.push(error);
        failed = target.document;
        continue;
      }
      const before = lastApplied(current);
      if (before === undefined && !ctx.flags.bool('create-annotation')) throw new CliError(`no last-applied-configuration annotation found on resource: ${target.name}, to create the annotation, run the command with --create-annotation`);
      const wanted = `${compactJson(target.object)}\n`;
      if (before === wanted) {
        ctx.out(`set-last-applied ${target.name}: no changes required.\n`);
        continue;
      }
      const body = { metadata: { annotations: { [LAST_APPLIED]: wanted } } };
      const changed = dryRun === 'client' ? withAnnotations(current, { [LAST_APPLIED]: wanted }) : yield* ctx.rest().json('PATCH', pathTo(target.resource, target.namespace, target.name), { body, query: dryRunQuery(dryRun), headers: { 'content-type': 'application/merge-patch+json' } });
      results.print(asObject(changed), 'configured');
    }
    throwAll(faults.length > 0 ? faults : found.errors);
  },
};

export const editLastApplied: Command = {
  name: 'edit-last-applied',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  long: 'Edit the latest last-applied-configuration annotations of resources from the default editor.\n\n The edit-last-applied command allows you to directly edit any API resource you can retrieve via the command-line tools. It will open the editor defined by your KUBE_EDITOR, or EDITOR environment variables, or fall back to \'vi\' for Linux or \'notepad\' for Windows. You can edit multiple objects, although changes are applied one at a time. The command accepts file names as well as command-line arguments, although the files you point to must be previously saved versions of resources.\n\n The default format is YAML. To edit in JSON, specify "-o json".\n\n The flag --windows-line-endings can be used to force Windows line endings, otherwise the default for your operating system will be used.\n\n In the event an error occurs while updating, a temporary file will be created on disk that contains your unapplied changes. The most common error when updating a resource is another editor changing the resource on the server. When this occurs, you will have to apply your changes to the newer version of the resource, or update your temporary saved copy to include the latest resource version.',
  examples: '# Edit the last-applied-configuration annotations by type/name in YAML\nkubectl apply edit-last-applied deployment/nginx\n\n# Edit the last-applied-configuration annotations by file in JSON\nkubectl apply edit-last-applied -f deploy.yaml -o json',
  usage: 'edit-last-applied (RESOURCE/NAME | -f FILENAME)',
  completes: ['type-name'],
  flags: [...printFlags, ...filenameFlags('Filename, directory, or URL to files to use to edit the resource'), validateFlag, fieldManagerFlag('kubectl-client-side-apply'), { name: 'windows-line-endings', type: 'bool', usage: 'Defaults to the line ending native to your platform.' }],
  *run(ctx) {
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, ctx.args));
    throwAll(errors);
    for (const info of infos) {
      const text = lastApplied(info.object);
      if (text === undefined) throw new CliError(`no last-applied-configuration annotation found on resource: ${info.name}`);
      const edited = yield* runEditor(ctx, `# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n`, formatYaml(JSON.parse(text) as Json), 'yaml');
      const value = edited.value;
      if (edited.unchanged || !isObject(value)) {
        ctx.err('Edit cancelled, no changes made.\n');
        return 0;
      }
      const body = { metadata: { annotations: { [LAST_APPLIED]: editedText(value) } } };
      const changed = yield* ctx.rest().json('PATCH', pathTo(info.resource, info.namespace, info.name), { body, headers: { 'content-type': 'application/merge-patch+json' } });
      new ResultPrinter(ctx).print(asObject(changed), 'edited');
    }
    return 0;
  },
};

/** As the editor left it; an empty map of annotations is not written back. */
function editedText(value: JsonObject): string {
  const metadata = asObject(value['metadata'] ?? {});
  const { annotations, ...rest } = metadata;
  return `${compactJson(isObject(annotations) && Object.keys(annotations).length === 0 ? { ...value, metadata: rest } : value)}\n`;
}
