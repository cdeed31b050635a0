// kubectl create -f, and the table of its generators (kubectl/pkg/cmd/create/create.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, saveConfigFlag, selectorFlag, validateFlag } from '../../cli/common-flags.ts';
import { CliError, addSource, throwAll } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { formatYaml } from '../../../kube/yaml.ts';
import { createExamples, createLong } from '../../help/create.ts';
import { runEditor } from '../../ops/edit.ts';
import { withLastApplied } from '../../ops/last-applied.ts';
import { completeWrite } from '../../ops/create-object.ts';
import { checkRaw, printRaw, rawBody } from '../../ops/raw.ts';
import { ResultPrinter, dryRunQuery } from '../../ops/result.ts';
import { fieldValidation } from '../../ops/validation.ts';
import { asObject, pathTo, queryOf, targetsOf } from '../../resource/builder.ts';
import { createConfigMap } from './configmap.ts';
import { createCronJob, createJob } from './job.ts';
import { createDeployment } from './deployment.ts';
import { createIngress } from './ingress.ts';
import { createNamespace, createPriorityClass, createQuota, createServiceAccount, createToken } from './simple.ts';
import { createPdb } from './pdb.ts';
import { createClusterRole, createRole } from './role.ts';
import { createClusterRoleBinding, createRoleBinding } from './rolebinding.ts';
import { createSecret } from './secret.ts';
import { createService } from './service.ts';

export const create: Command = {
  name: 'create',
  short: 'Create a resource from a file or from stdin',
  long: createLong,
  examples: createExamples,
  usage: 'create -f FILENAME',
  noArguments: 'Unexpected args',
  commands: [createClusterRole, createClusterRoleBinding, createConfigMap, createCronJob, createDeployment, createIngress, createJob, createNamespace, createPdb, createPriorityClass, createQuota, createRole, createRoleBinding, createSecret, createService, createServiceAccount, createToken],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files to use to create the resource'), dryRunFlag, fieldManagerFlag('kubectl-create'), saveConfigFlag, selectorFlag, validateFlag,
    { name: 'edit', type: 'bool', usage: 'Edit the API resource before creating' },
    { name: 'raw', type: 'string', usage: 'Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file.' },
    { name: 'windows-line-endings', type: 'bool', usage: 'Only relevant if --edit=true. Defaults to the line ending native to your platform.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    completeWrite(ctx);
    if (flags.list('filename').length === 0 && !flags.string('kustomize')) throw new CliError('must specify one of -f and -k');
    void ctx.cluster;
    void ctx.namespace;
    if (flags.string('raw')) return yield* raw(ctx);
    const dryRun = ctx.dryRun();
    const validation = fieldValidation(ctx);
    const results = new ResultPrinter(ctx, dryRun);
    const found = yield* targetsOf(ctx, { ...queryOf(ctx, []), validate: validation !== 'Ignore' });
    const errors: unknown[] = [...found.errors];
    let count = 0;
    for (const target of found.targets) {
      if (target.type !== 'object') continue;
      try {
        const body = flags.bool('save-config') ? withLastApplied(target.object) : target.object;
        const wanted = flags.bool('edit') ? yield* edited(ctx, body) : body;
        if (!wanted) return 0;
        const query = { fieldManager: flags.string('field-manager'), fieldValidation: validation, ...dryRunQuery(dryRun) };
        const object = dryRun === 'client' ? wanted : asObject(yield* ctx.rest().json('POST', pathTo(target.resource, target.namespace), { query, body: wanted }));
        results.print(object, 'created');
        count++;
      } catch (error) {
        errors.push(addSource('creating', target.source, error));
      }
    }
    throwAll(errors);
    if (count === 0) throw new CliError('no objects passed to create');
    return 0;
  },
};

function* raw(ctx: Invocation): Fiber<number> {
  checkRaw(ctx, 1, 1);
  return yield* printRaw(ctx, 'POST', ctx.flags.string('raw'), yield* rawBody(ctx));
}

function* edited(ctx: Invocation, object: JsonObject): Fiber<JsonObject | undefined> {
  const result = yield* runEditor(ctx, '', formatYaml(object), 'yaml');
  if (result.unchanged) {
    ctx.err('Edit cancelled, no changes made.\n');
    return undefined;
  }
  return asObject(result.value ?? null);
}
