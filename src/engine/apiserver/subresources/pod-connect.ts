// pods/log, exec, attach and portforward: parameters, the container that is meant, and the way to its kubelet (pkg/registry/core/pod/strategy.go, rest/subresources.go).
import { parseRfc3339 } from '../../base/time.ts';
import type { ExecOptions, KubeletApi, LogOptions } from '../../client/kubelet-api.ts';
import { ApiError, badRequest, notFound } from '../../kube/api-error.ts';
import type { FieldError } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Node, Pod } from '../../kube/types.generated.ts';
import type { Context } from '../context.ts';
import { invalidObject, plainError } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { admissionRequest } from '../handlers/write.ts';
import { isTrue, queryValue, queryValues } from '../request-info.ts';
import type { Resource } from '../resource.ts';

const KUBELET_PORT = 10250;

export function handleLog(context: Context, pods: Resource): Answer {
  const options = logOptions(context);
  const pod = podOf(context, pods);
  const container = containerOf(pod, parameter(context, 'container') ?? '');
  const node = pod.spec.nodeName ?? '';
  const headers = { 'content-type': 'text/plain' };
  if (node === '') return { code: 200, headers, body: { type: 'text', text: '' } };
  const { namespace, name } = pod.metadata;
  const kubelet = dial(context, node, (error, address) => `Get "https://${address}/containerLogs/${namespace}/${name}/${container}${logQuery(context)}": ${error}`);
  return { code: 200, headers, body: { type: 'stream', stream: kubelet.logs(namespace, name, container, options) } };
}

export function handleExec(context: Context, pods: Resource): Answer {
  const command = queryValues(context.request.query, 'command');
  return stream(context, pods, (kubelet, pod, container) => {
    if (command.length === 0) throw badRequest('you must specify at least 1 command for the container');
    return { type: 'exec', session: kubelet.exec(pod.metadata.namespace, pod.metadata.name, container, { ...execOptions(context), command }) };
  });
}

export function handleAttach(context: Context, pods: Resource): Answer {
  return stream(context, pods, (kubelet, pod, container) => ({ type: 'exec', session: kubelet.attach(pod.metadata.namespace, pod.metadata.name, container, execOptions(context)) }));
}

export function handlePortForward(context: Context, pods: Resource): Answer {
  const pod = podOf(context, pods);
  admitConnect(context, pods, pod);
  const kubelet = dialFor(context, pod);
  return { code: 101, body: { type: 'port-forward', session: kubelet.portForward(pod.metadata.namespace, pod.metadata.name) } };
}

function stream(context: Context, pods: Resource, open: (kubelet: KubeletApi, pod: Pod, container: string) => NonNullable<Answer['body']>): Answer {
  const pod = podOf(context, pods);
  admitConnect(context, pods, pod);
  const { stdin, stdout, stderr, tty } = execOptions(context);
  if (!stdin && !stdout && !stderr) throw badRequest('you must specify at least one of stdin, stdout, stderr');
  if (tty && stderr && stdout && parameter(context, 'stderr') !== undefined) context.warn('tty and stderr cannot both be true');
  const container = containerOf(pod, parameter(context, 'container') ?? '');
  return { code: 101, body: open(dialFor(context, pod), pod, container) };
}

function admitConnect(context: Context, pods: Resource, pod: Pod): void {
  context.core.admission.validate(admissionRequest(context, pods, 'CONNECT', undefined, pod, context.info.subresource));
}

function podOf({ info }: Context, pods: Resource): Pod {
  const pod = pods.store.get(info.namespace, info.name) as Pod | undefined;
  if (!pod) throw notFound(pods.kind, info.name);
  return pod;
}

/** The container that is meant: the only one, or the one that is named. */
function containerOf({ metadata, spec }: Pod, asked: string): string {
  const containers = spec.containers.map(({ name }) => name);
  const init = (spec.initContainers ?? []).map(({ name }) => name);
  const ephemeral = (spec.ephemeralContainers ?? []).map(({ name }) => name);
  if (asked !== '') {
    if ([...containers, ...init, ...ephemeral].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  const [only] = containers;
  if (only !== undefined && containers.length === 1 && init.length === 0) return only;
  if (only === undefined) throw badRequest(`a container name must be specified for pod ${metadata.name}`);
  if (containers.length === 1) return only;
  const others = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
  throw badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${containers.join(' ')}]${others}`);
}

function dialFor(context: Context, pod: Pod): KubeletApi {
  const node = pod.spec.nodeName ?? '';
  if (node === '') throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  return dial(context, node, (error) => `error dialing backend: ${error}`);
}

function dial(context: Context, nodeName: string, failed: (error: string, address: string) => string): KubeletApi {
  const kubelet = context.core.dialKubelet(nodeName);
  if (kubelet !== undefined && kubelet !== 'unreachable') return kubelet;
  const node = context.find<Node>(kinds.nodes, '', nodeName);
  if (!node) throw notFound(kinds.nodes, nodeName);
  const address = `${node.status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? nodeName}:${KUBELET_PORT}`;
  throw plainError(failed(`dial tcp ${address}: ${kubelet === undefined ? 'connect: connection refused' : 'i/o timeout'}`, address));
}

const parameter = (context: Context, name: string): string | undefined => queryValue(context.request.query, name);
const flag = (context: Context, name: string): boolean => isTrue(parameter(context, name));

function execOptions(context: Context): ExecOptions {
  return { command: [], stdin: flag(context, 'stdin'), stdout: flag(context, 'stdout'), stderr: flag(context, 'stderr'), tty: flag(context, 'tty') };
}

function number(context: Context, name: string): number | undefined {
  const text = parameter(context, name);
  if (text === undefined || text === '') return undefined;
  if (!/^-?\d+$/.test(text)) throw new ApiError(400, 'BadRequest', `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function logOptions(context: Context): LogOptions {
  const tailLines = number(context, 'tailLines');
  const sinceSeconds = number(context, 'sinceSeconds');
  const limitBytes = number(context, 'limitBytes');
  const sinceTime = parameter(context, 'sinceTime');
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0) errors.push({ type: 'Invalid', field: 'tailLines', value: tailLines, detail: 'must be greater than or equal to 0' });
  if (limitBytes !== undefined && limitBytes < 1) errors.push({ type: 'Invalid', field: 'limitBytes', value: limitBytes, detail: 'must be greater than 0' });
  if (sinceSeconds !== undefined && sinceTime !== undefined) errors.push({ type: 'Forbidden', field: '', detail: 'at most one of `sinceTime` or `sinceSeconds` may be specified' });
  else if (sinceSeconds !== undefined && sinceSeconds < 1) errors.push({ type: 'Invalid', field: 'sinceSeconds', value: sinceSeconds, detail: 'must be greater than 0' });
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'PodLogOptions' }, context.info.name, errors);
  const sinceTimeMs = sinceTime === undefined ? undefined : parseRfc3339(sinceTime);
  return {
    follow: flag(context, 'follow'),
    previous: flag(context, 'previous'),
    timestamps: flag(context, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTimeMs === undefined ? {} : { sinceTimeMs }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

/** The query that the server sends on to the kubelet, as its errors show it. */
function logQuery(context: Context): string {
  const parts = ['follow', 'limitBytes', 'previous', 'sinceSeconds', 'sinceTime', 'tailLines', 'timestamps'].flatMap((name) => {
    const value = parameter(context, name);
    return value === undefined || value === '' || value === 'false' ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
