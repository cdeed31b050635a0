// kubectl logs (kubectl/pkg/cmd/logs/logs.go).
import type { JsonObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { ApiError } from '../../kube/api-error.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { selectorFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type LogSource, streamLogs } from '../ops/log-stream.ts';
import { allContainers, containerOf, listAt, podFor, podsBySelector, selectorTextOf, textAt } from '../ops/pods.ts';
import { infosOf } from '../resource/builder.ts';

const USAGE = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

export const logs: Command = {
  name: 'logs',
  short: 'Print the logs for a container in a pod',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, the container name is optional.',
  examples: `# Return snapshot logs from pod nginx with only one container
kubectl logs nginx

# Return snapshot logs from pod nginx, prefixing each line with the source pod and container name
kubectl logs nginx --prefix

# Return snapshot logs from pod nginx, limiting output to 500 bytes
kubectl logs nginx --limit-bytes=500

# Return snapshot logs from pod nginx, waiting up to 20 seconds for it to start running.
kubectl logs nginx --pod-running-timeout=20s

# Return snapshot logs from pod nginx with multi containers
kubectl logs nginx --all-containers=true

# Return snapshot logs from all pods in the deployment nginx
kubectl logs deployment/nginx --all-pods=true

# Return snapshot logs from all containers in pods defined by label app=nginx
kubectl logs -l app=nginx --all-containers=true

# Return snapshot logs from all pods defined by label app=nginx, limiting concurrent log requests to 10 pods
kubectl logs -l app=nginx --max-log-requests=10

# Return snapshot of previous terminated ruby container logs from pod web-1
kubectl logs -p -c ruby web-1

# Begin streaming the logs from pod nginx, continuing even if errors occur
kubectl logs nginx -f --ignore-errors=true

# Begin streaming the logs of the ruby container in pod web-1
kubectl logs -f -c ruby web-1

# Begin streaming the logs from all containers in pods defined by label app=nginx
kubectl logs -f -l app=nginx --all-containers=true

# Display only the most recent 20 lines of output in pod nginx
kubectl logs --tail=20 nginx

# Show all logs from pod nginx written in the last hour
kubectl logs --since=1h nginx

# Show all logs with timestamps from pod nginx starting from August 30, 2024, at 06:00:00 UTC
kubectl logs nginx --since-time=2024-08-30T06:00:00Z --timestamps=true

# Show logs from a kubelet with an expired serving certificate
kubectl logs --insecure-skip-tls-verify-backend nginx

# Return snapshot logs from first container of a job named hello
kubectl logs job/hello

# Return snapshot logs from container nginx-1 of a deployment named nginx
kubectl logs deployment/nginx -c nginx-1`,
  usage: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  completes: ['pod-or-owner', 'container', 'none'],
  flags: [
    selectorFlag,
    { name: 'all-containers', type: 'bool', usage: "Get all containers' logs in the pod(s)." },
    { name: 'all-pods', type: 'bool', usage: 'Get logs from all pod(s). Sets prefix to true.' },
    { name: 'container', short: 'c', type: 'string', usage: 'Print the logs of this container' },
    { name: 'follow', short: 'f', type: 'bool', usage: 'Specify if the logs should be streamed.' },
    { name: 'ignore-errors', type: 'bool', usage: 'If watching / following pod logs, allow for any errors that occur to be non-fatal' },
    { name: 'insecure-skip-tls-verify-backend', type: 'bool', usage: 'Skip verifying the identity of the kubelet that logs are requested from.  In theory, an attacker could provide invalid log content back. You might want to use this if your kubelet serving certificates have expired.' },
    { name: 'limit-bytes', type: 'int', default: '0', usage: 'Maximum bytes of logs to return. Defaults to no limit.' },
    { name: 'max-log-requests', type: 'int', default: '5', usage: 'Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.' },
    { name: 'pod-running-timeout', type: 'duration', default: '20s', usage: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running' },
    { name: 'prefix', type: 'bool', usage: 'Prefix each log line with the log source (pod name and container name)' },
    { name: 'previous', short: 'p', type: 'bool', usage: 'If true, print the logs for the previous instance of the container in a pod if it exists.' },
    { name: 'since', type: 'duration', default: '0s', usage: 'Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used.' },
    { name: 'since-time', type: 'string', usage: 'Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used.' },
    { name: 'tail', type: 'int', default: '-1', usage: 'Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided.' },
    { name: 'timestamps', type: 'bool', usage: 'Include timestamps on each line in the log output' },
  ],
  *run(ctx) {
    const { flags, args } = ctx;
    const selector = flags.string('selector');
    if (args.length === 0 && !selector) throw ctx.usage(USAGE);
    if (args.length > 0 && selector) throw ctx.usage('only a selector (-l) or a POD name is allowed');
    if (args.length > 2) throw ctx.usage(USAGE);
    const container = flags.string('container') || (args[1] ?? '');
    void ctx.namespace;
    if (args.length === 2 && flags.string('container')) throw new CliError('only one of -c or an inline [CONTAINER] arg is allowed');
    if (flags.bool('all-containers') && container) throw new CliError(`--all-containers=true should not be specified with container name ${container}`);
    mustBeTime(flags.string('since-time'));
    const pods = yield* podsOf(ctx, selector);
    const query = queryOf(ctx, selector);
    if (pods.length === 0) {
      ctx.err(`No resources found in ${ctx.namespace} namespace.\n`);
      return 0;
    }
    const prefix = flags.bool('prefix') || flags.bool('all-pods');
    const sources = pods.flatMap((pod) => sourcesOf(ctx, pod, container, prefix));
    const limit = flags.int('max-log-requests');
    if (flags.bool('follow') && sources.length > limit) throw new CliError(`you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`);
    yield* streamLogs(ctx, sources, query, flags.bool('ignore-errors'));
    return 0;
  },
};

/** @throws CliError */
function mustBeTime(text: string): void {
  if (text && parseRfc3339(text) === undefined) throw new CliError(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`);
}

/** @throws CliError where flags contradict one another */
function queryOf(ctx: Invocation, selector: string): Readonly<Record<string, string>> {
  const { flags } = ctx;
  const sinceTime = flags.string('since-time');
  const since = flags.duration('since');
  if (sinceTime && since !== 0) throw new CliError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (since < 0) throw new CliError('--since must be greater than 0');
  const tail = flags.changed('tail') ? flags.int('tail') : selector ? 10 : -1;
  if (tail < -1) throw new CliError('--tail must be greater than or equal to -1');
  return {
    ...(flags.bool('follow') ? { follow: 'true' } : {}),
    ...(flags.bool('previous') ? { previous: 'true' } : {}),
    ...(flags.bool('timestamps') ? { timestamps: 'true' } : {}),
    ...(tail >= 0 ? { tailLines: String(tail) } : {}),
    ...(since > 0 ? { sinceSeconds: String(Math.ceil(since / 1000)) } : {}),
    ...(sinceTime ? { sinceTime } : {}),
    ...(flags.int('limit-bytes') > 0 ? { limitBytes: flags.string('limit-bytes') } : {}),
  };
}

function* podsOf(ctx: Invocation, selector: string): Fiber<readonly JsonObject[]> {
  if (selector) return yield* podsBySelector(ctx, ctx.namespace, selector);
  const name = ctx.args[0] as string;
  try {
    const { infos, errors } = yield* infosOf(ctx, { args: name.includes('/') ? [name] : ['pods', name] });
    if (errors.length) throw errors[0];
    const [info] = infos;
    if (!info) return [];
    if (ctx.flags.bool('all-pods') && info.resource.kind !== 'Pod') return yield* podsBySelector(ctx, info.namespace, selectorTextOf(info));
    return [yield* podFor(ctx, info, ctx.flags.duration('pod-running-timeout'), 'logging')];
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') throw new CliError(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(ctx.namespace)}`);
    throw error;
  }
}

function sourcesOf(ctx: Invocation, pod: JsonObject, container: string, prefix: boolean): readonly LogSource[] {
  const [namespace, name] = [textAt(pod, 'metadata', 'namespace'), textAt(pod, 'metadata', 'name')];
  const source = (c: string): LogSource => ({ namespace, pod: name, container: c, prefix: prefix ? `[pod/${name}/${c}] ` : '' });
  if (ctx.flags.bool('all-containers')) {
    const order = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => listAt(pod, 'spec', field));
    return (order.length ? order : allContainers(pod)).map((c) => source(String(c['name'])));
  }
  return [source(String(containerOf(ctx, pod, container, ctx.flags.bool('all-pods'))['name']))];
}
