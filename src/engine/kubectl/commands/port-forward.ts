// kubectl port-forward (kubectl/pkg/cmd/portforward/portforward.go).
import type { JsonObject } from '../../base/json.ts';
import type { Command } from '../cli/command.ts';
import { podRunningTimeoutFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import { allContainers, listAt, podFor, textAt } from '../ops/pods.ts';
import { type ForwardedPort, forwardPorts } from '../ops/session-forward.ts';
import { type Info, infosOf } from '../resource/builder.ts';

export const portForward: Command = {
  name: 'port-forward',
  short: 'Forward one or more local ports to a pod',
  long: "Forward one or more local ports to a pod.\n\n Use resource type/name such as deployment/mydeployment to select a pod. Resource type defaults to 'pod' if omitted.\n\n If there are multiple pods matching the criteria, a pod will be selected automatically. The forwarding session ends when the selected pod terminates, and a rerun of the command is needed to resume forwarding.",
  examples: `# Listen on ports 5000 and 6000 locally, forwarding data to/from ports 5000 and 6000 in the pod
kubectl port-forward pod/mypod 5000 6000

# Listen on ports 5000 and 6000 locally, forwarding data to/from ports 5000 and 6000 in a pod selected by the deployment
kubectl port-forward deployment/mydeployment 5000 6000

# Listen on port 8443 locally, forwarding to the targetPort of the service's port named "https" in a pod selected by the service
kubectl port-forward service/myservice 8443:https

# Listen on port 8888 locally, forwarding to 5000 in the pod
kubectl port-forward pod/mypod 8888:5000

# Listen on port 8888 on all addresses, forwarding to 5000 in the pod
kubectl port-forward --address 0.0.0.0 pod/mypod 8888:5000

# Listen on port 8888 on localhost and selected IP, forwarding to 5000 in the pod
kubectl port-forward --address localhost,10.19.21.23 pod/mypod 8888:5000

# Listen on a random port locally, forwarding to 5000 in the pod
kubectl port-forward pod/mypod :5000`,
  usage: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  completes: ['pod-or-owner', 'none'],
  flags: [
    podRunningTimeoutFlag,
    { name: 'address', type: 'slice', default: 'localhost', usage: 'Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value. When localhost is supplied, kubectl will try to bind on both 127.0.0.1 and ::1 and will fail if neither of these addresses are available to bind.' },
  ],
  *run(ctx) {
    const [name, ...words] = ctx.args;
    if (name === undefined || words.length === 0) throw ctx.usage('TYPE/NAME and list of ports are required for port-forward');
    const { infos, errors } = yield* infosOf(ctx, { args: name.includes('/') ? [name] : ['pods', name] });
    throwAll(errors);
    const info = infos[0] as Info;
    const pod = yield* podFor(ctx, info, ctx.flags.duration('pod-running-timeout'));
    const ports = words.map((word) => portOf(word, info, pod));
    const phase = textAt(pod, 'status', 'phase');
    if (phase !== 'Running') throw new CliError(`unable to forward port because pod is not running. Current status=${phase}`);
    for (const port of ports) if (port.local > 65_535) throw new CliError(`error parsing local port '${port.local}': strconv.ParseUint: parsing "${port.local}": value out of range`);
    const path = `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}/portforward`;
    const { body } = yield* ctx.rest().send('POST', path, { query: { ports: ports.map((p) => String(p.remote)) } });
    if (body.type !== 'port-forward') throw new CliError('unable to upgrade connection: the server did not open a port-forward');
    return yield* forwardPorts(ctx, body.session, ports);
  },
};

/** `8080:80`, `80`, `:80`, `8080:http`; a Service's port leads to its targetPort. */
function portOf(word: string, info: Info, pod: JsonObject): ForwardedPort {
  const [first = '', second] = word.split(':');
  const remoteText = second ?? first;
  const remote = info.resource.kind === 'Service' ? servicePort(remoteText, info, pod) : podPort(remoteText, pod);
  const local = second === undefined ? (/^\d+$/.test(first) ? Number(first) : remote) : first === '' ? 0 : Number(first);
  if (Number.isNaN(local)) throw new CliError(`error parsing local port '${first}': strconv.ParseUint: parsing ${JSON.stringify(first)}: invalid syntax`);
  return { local, remote };
}

function podPort(text: string, pod: JsonObject): number {
  if (/^\d+$/.test(text)) {
    if (Number(text) < 1) throw new CliError('remote port must be > 0');
    return Number(text);
  }
  const found = allContainers(pod).flatMap((c) => listAt(c, 'ports')).find((p) => p['name'] === text);
  if (!found) throw new CliError(`Pod '${textAt(pod, 'metadata', 'name')}' does not have a named port '${text}'`);
  return Number(found['containerPort']);
}

function servicePort(text: string, info: Info, pod: JsonObject): number {
  const found = listAt(info.object, 'spec', 'ports').find((p) => String(p['port']) === text || p['name'] === text);
  if (!found) {
    if (/^\d+$/.test(text)) throw new CliError(`Service ${info.name} does not have a service port ${text}`);
    throw new CliError(`Service '${info.name}' does not have a named port '${text}'`);
  }
  if (textAt(info.object, 'spec', 'clusterIP') === 'None') return Number(found['port']);
  return podPort(String(found['targetPort'] ?? found['port']), pod);
}
