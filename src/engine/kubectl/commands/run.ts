// kubectl run (kubectl/pkg/cmd/run/run.go).
import { type JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { deletionFlags, dryRunFlag, fieldManagerFlag, filenameFlags, overrideFlags, podRunningTimeoutFlag, printFlags, saveConfigFlag, waitFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { runExamples, runLong } from '../help/run.ts';
import { metadataOf, withSavedConfig } from '../ops/create-object.ts';
import { overridden } from '../ops/overrides.ts';
import { imageNameFault } from '../ops/image-name.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { followPod } from '../ops/run-attached.ts';
import { asObject } from '../resource/builder.ts';

export const run: Command = {
  name: 'run',
  short: 'Run a particular image on the cluster',
  long: runLong,
  examples: runExamples,
  begins: ['client', 'dry-run', 'printer'],
  usage: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  required: ['image'],
  completes: ['none'],
  flags: [
    ...printFlags, ...filenameFlags('to use to replace the resource.', "Process a kustomization directory. This flag can't be used together with -f or -R."), ...deletionFlags, waitFlag(false), dryRunFlag, fieldManagerFlag('kubectl-run'), saveConfigFlag, podRunningTimeoutFlag, ...overrideFlags,
    { name: 'annotations', type: 'array', usage: 'Annotations to apply to the pod.' },
    { name: 'attach', type: 'bool', usage: "If true, wait for the Pod to start running, and then attach to the Pod as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true. With '--restart=Never' the exit code of the container process is returned." },
    { name: 'command', type: 'bool', usage: "If true and extra arguments are present, use them as the 'command' field in the container, rather than the 'args' field which is the default." },
    { name: 'detach-keys', type: 'string', default: 'ctrl-p,ctrl-q', usage: 'Override the key sequence for detaching a container.' },
    { name: 'env', type: 'array', usage: 'Environment variables to set in the container.' },
    { name: 'expose', type: 'bool', usage: 'If true, create a ClusterIP service associated with the pod.  Requires `--port`.' },
    { name: 'image', type: 'string', usage: 'The image for the container to run.' },
    { name: 'image-pull-policy', type: 'string', usage: 'The image pull policy for the container.  If left empty, this value will not be specified by the client and defaulted by the server.' },
    { name: 'labels', short: 'l', type: 'string', usage: 'Comma separated labels to apply to the pod. Will override previous values.' },
    { name: 'leave-stdin-open', type: 'bool', usage: 'If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes. By default, stdin will be closed after the first attach completes.' },
    { name: 'port', type: 'string', usage: 'The port that this container exposes.' },
    { name: 'privileged', type: 'bool', usage: 'If true, run the container in privileged mode.' },
    { name: 'quiet', short: 'q', type: 'bool', usage: 'If true, suppress prompt messages.' },
    { name: 'restart', type: 'string', default: 'Always', usage: 'The restart policy for this Pod.  Legal values [Always, OnFailure, Never].', complete: ['Always', 'OnFailure', 'Never'] },
    { name: 'rm', type: 'bool', usage: "If true, delete the pod after it exits.  Only valid when attaching to the container, e.g. with '--attach' or with '-i/--stdin'." },
    { name: 'stdin', short: 'i', type: 'bool', usage: 'Keep stdin open on the container in the pod, even if nothing is attached.' },
    { name: 'tty', short: 't', type: 'bool', usage: 'Allocate a TTY for the container in the pod.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
    const dryRun = check(ctx, attach);
    const results = new ResultPrinter(ctx, dryRun);
    const name = ctx.args[0] as string;
    if (name === '') throw new CliError('Parameter: name is required');
    const pod = overridden(ctx, podOf(ctx, name));
    if (flags.bool('expose')) {
      results.print(yield* create(ctx, serviceOf(ctx, name, pod), 'services', dryRun), 'created', { typed: true });
      if (flags.string('output') === 'yaml') ctx.out('---\n');
    }
    const created = yield* create(ctx, pod, 'pods', dryRun);
    if (attach && dryRun === 'none') return yield* followPod(ctx, created);
    results.print(created, 'created', { typed: true });
    return 0;
  },
};

/** @throws UsageError, CliError in kubectl's order */
function check(ctx: Invocation, attach: boolean): DryRun {
  const { flags } = ctx;
  if (ctx.args.length === 0 || ctx.dashAt === 0) throw ctx.usage('NAME is required for run');
  if (flags.duration('pod-running-timeout') <= 0) throw ctx.usage('--pod-running-timeout must be higher than zero');
  const image = flags.string('image');
  if (image === '') throw new CliError('--image is required');
  if (imageNameFault(image)) throw new CliError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin')) throw ctx.usage('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && !flags.string('port')) throw ctx.usage('--port must be set when exposing a service');
  const dryRun = ctx.dryRun();
  if (attach && dryRun !== 'none') throw ctx.usage("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  if (flags.bool('rm') && !attach) throw ctx.usage('--rm should only be used for attached containers');
  if (!['Always', 'OnFailure', 'Never'].includes(flags.string('restart'))) throw ctx.usage(`invalid restart policy: ${flags.string('restart')}`);
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw ctx.usage(`invalid image pull policy: ${policy}`);
  return dryRun;
}

function podOf(ctx: Invocation, name: string): JsonObject {
  const { flags } = ctx;
  const extra = ctx.args.slice(1);
  const env = flags.list('env').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) throw new CliError(`invalid env: ${text}`);
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  const stdin = flags.bool('stdin');
  const policy = flags.string('image-pull-policy');
  const port = flags.string('port');
  const container = {
    name, image: flags.string('image'),
    ...(extra.length ? { [flags.bool('command') ? 'command' : 'args']: extra } : {}),
    ...(port ? { ports: [{ containerPort: portNumberOf(port) }] } : {}),
    ...(env.length ? { env } : {}),
    resources: {},
    ...(policy ? { imagePullPolicy: policy } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(stdin ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
  };
  const annotations = pairsOf(flags.list('annotations').flatMap((a) => a.split(',')), 'annotations');
  return {
    kind: 'Pod', apiVersion: 'v1',
    metadata: metadataOf(ctx, name, { labels: labelsOf(ctx, name), ...(Object.keys(annotations).length ? { annotations } : {}) }),
    spec: { containers: [container], restartPolicy: flags.string('restart'), dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

function portNumberOf(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new CliError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function pairsOf(pairs: readonly string[], what: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new CliError(`invalid ${what} format: ${pair}`);
    result[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return result;
}

function labelsOf(ctx: Invocation, name: string): JsonObject {
  const text = ctx.flags.string('labels');
  if (text === '') return { run: name };
  const result: Record<string, string> = {};
  for (const spec of text.split(',')) {
    const parts = spec.split('=');
    if (parts.length !== 2 || parts[0] === '') throw new CliError(`unexpected label spec: ${spec}`);
    result[parts[0] as string] = parts[1] as string;
  }
  return result;
}

function serviceOf(ctx: Invocation, name: string, pod: JsonObject): JsonObject {
  const port = portNumberOf(ctx.flags.string('port'));
  const labels = asObject(asObject(pod['metadata'] ?? {})['labels'] ?? {});
  return { kind: 'Service', apiVersion: 'v1', metadata: metadataOf(ctx, name), spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: labels }, status: { loadBalancer: {} } };
}

function* create(ctx: Invocation, object: JsonObject, plural: string, dryRun: DryRun): Fiber<JsonObject> {
  if (dryRun === 'client') return object;
  const saved = withSavedConfig(ctx, object);
  return asObject(yield* ctx.rest().json('POST', `/api/v1/namespaces/${ctx.namespace}/${plural}`, { body: saved, query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) } }));
}
