// The command-line program: `kubarium serve …` and `kubarium kubectl …`; each part is loaded only when it is asked for.
import module from 'node:module';

const USAGE = `Kubarium: a living Kubernetes cluster, simulated

  kubarium serve [flags]       serve the API over plain HTTP, as kubectl proxy does
  kubarium kubectl ARGS...     Kubarium's own kubectl, against any server
  kubarium replay FILE         run a session exported from the page again and print its history hash

Flags of serve:
  --port 8001                  0 takes any free port
  --nodes 3                    how many nodes; --node-cpu 4 --node-memory 8Gi --node-pods 110 each
  --seed 1                     the same seed and inputs give the same history
  --speed 1                    virtual seconds per wall second
  --pace real|fast             fast: no artificial latencies; Kubernetes' own periods still run
  --runtime simulated|hollow   hollow: containers are not run; every image pulls, starts and is ready at once
  --kubeconfig PATH            write a kubeconfig for the server
  --auth                       ask for a token over plain HTTP, too; without it who has none is admin
  --cloud                      give LoadBalancer Services an address
  --without LIST               leave out: scheduler,controller-manager,kubelets,addons (CoreDNS and kube-proxy)
  --disable-admission-plugins LIST
  --authorization-mode Node,RBAC     with AlwaysAllow: who is known may do everything
  --service-cluster-ip-range 10.96.0.0/16   of the Services; another one only --without kubelets
  --allocate-node-cidrs true         false: nodes get no ranges for the addresses of Pods
  --scheduler-config FILE      a KubeSchedulerConfiguration: profiles, plugins, weights, scoring strategy
  --audit-policy-file FILE     an audit.k8s.io/v1 Policy: which requests are written down, and how much of them
  --audit-log-path FILE        where to: an Event a line; - is standard output
`;

/** Node 22 and later keep what they compiled: the next command starts sooner. */
function keepCompiled(): void {
  const { enableCompileCache } = module as unknown as { readonly enableCompileCache?: () => unknown };
  enableCompileCache?.();
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === 'kubectl') return (await import('./kubectl-command.ts')).kubectlCommand(rest);
  if (command === 'serve') return (await import('./serve-command.ts')).serveCommand(rest);
  if (command === 'replay') return (await import('./replay-command.ts')).replayCommand(rest);
  const asked = command === undefined || command === 'help' || command === '--help' || command === '-h';
  (asked ? process.stdout : process.stderr).write(asked ? USAGE : `kubarium: unknown command ${JSON.stringify(command)}\n\n${USAGE}`);
  return asked ? 0 : 1;
}

keepCompiled();
process.exitCode = await main(process.argv.slice(2));

