// kubectl create job and create cronjob (kubectl/pkg/cmd/create/create_job.go, create_cronjob.go).
import { type JsonObject, isObject } from '../../../base/json.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { CliError, throwAll } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { createMade, generatorFlags, metadataOf, nameOfArgs } from '../../ops/create-object.ts';
import { asObject, infosOf } from '../../resource/builder.ts';

const commandOf = (ctx: Invocation): readonly string[] => (ctx.dashAt < 0 ? ctx.args.slice(1) : ctx.args.slice(ctx.dashAt));

function container(name: string, image: string, command: readonly string[]): JsonObject {
  return { name, image, ...(command.length ? { command } : {}), resources: {} };
}

export const createJob: Command = {
  name: 'job',
  short: 'Create a job with the specified name',
  long: 'Create a job with the specified name.',
  examples: '# Create a job\nkubectl create job my-job --image=busybox\n\n# Create a job with a command\nkubectl create job my-job --image=busybox -- date\n\n# Create a job from a cron job named "a-cronjob"\nkubectl create job test-job --from=cronjob/a-cronjob',
  usage: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'from', type: 'string', usage: 'The name of the resource to create a Job from (only cronjob is supported).' },
    { name: 'image', type: 'string', usage: 'Image name to run.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const [image, from] = [ctx.flags.string('image'), ctx.flags.string('from')];
    const command = commandOf(ctx);
    if ((image === '') === (from === '')) throw new CliError('either --image or --from must be specified');
    if (from && command.length) throw new CliError('cannot specify --from and command');
    const object = from ? yield* jobOf(ctx, name, from) : {
      kind: 'Job', apiVersion: 'batch/v1', metadata: metadataOf(ctx, name),
      spec: { template: { metadata: {}, spec: { containers: [container(name, image, command)], restartPolicy: 'Never' } } },
      status: {},
    };
    yield* createMade(ctx, { plural: 'jobs', namespaced: true, object, errorPrefix: 'failed to create job: ' });
  },
};

/** A Job of a CronJob's template, owned by it. */
function* jobOf(ctx: Invocation, name: string, from: string): Fiber<JsonObject> {
  const { infos, errors } = yield* infosOf(ctx, { args: [from] });
  throwAll(errors);
  const [info] = infos;
  if (infos.length !== 1 || !info) throw new CliError('from must be an existing cronjob');
  if (info.resource.kind !== 'CronJob') throw new CliError(`unknown object type *${info.resource.version}.${info.resource.kind}`);
  const template = asObject(asObject(info.object['spec'] ?? {})['jobTemplate'] ?? {});
  const metadata = asObject(template['metadata'] ?? {});
  const owner = asObject(info.object['metadata'] ?? {});
  const labels = isObject(metadata['labels']) ? { labels: metadata['labels'] } : {};
  return {
    kind: 'Job', apiVersion: 'batch/v1',
    metadata: metadataOf(ctx, name, { ...labels, annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...asObject(metadata['annotations'] ?? {}) }, ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: String(owner['name']), uid: String(owner['uid']), controller: true }] }),
    spec: asObject(template['spec'] ?? {}),
    status: {},
  };
}

export const createCronJob: Command = {
  name: 'cronjob',
  aliases: ['cj'],
  short: 'Create a cron job with the specified name',
  long: 'Create a cron job with the specified name.',
  examples: '# Create a cron job\nkubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *"\n\n# Create a cron job with a command\nkubectl create cronjob my-job --image=busybox --schedule="*/1 * * * *" -- date',
  usage: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  required: ['image', 'schedule'],
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'image', type: 'string', usage: 'Image name to run.' },
    { name: 'restart', type: 'string', usage: 'job\'s restart policy. supported values: OnFailure, Never' },
    { name: 'schedule', type: 'string', usage: 'A schedule in the Cron format the job should be run with.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const spec = {
      schedule: ctx.flags.string('schedule'),
      jobTemplate: { metadata: { name }, spec: { template: { metadata: {}, spec: { containers: [container(name, ctx.flags.string('image'), commandOf(ctx))], restartPolicy: ctx.flags.string('restart') || 'OnFailure' } } } },
    };
    const object = { kind: 'CronJob', apiVersion: 'batch/v1', metadata: metadataOf(ctx, name), spec, status: {} };
    yield* createMade(ctx, { plural: 'cronjobs', namespaced: true, object, errorPrefix: 'failed to create cronjob: ' });
  },
};
