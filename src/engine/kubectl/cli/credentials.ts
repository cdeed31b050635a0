// Whom a kubeconfig does not name is asked for at the terminal before the first request (client-go/tools/clientcmd auth_loaders.go PromptingAuthLoader).
import type { ApiClient } from '../../client/api.ts';
import { readSecret } from '../../machine/read-secret.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { ClusterConfig } from '../config/cluster-config.ts';
import { CliError } from './errors.ts';

/** Only over TLS, and only where there is neither a name, a token nor a certificate. */
const isNamed = (cluster: ClusterConfig): boolean => !cluster.server.startsWith('https:') || [cluster.username, cluster.token, cluster.clientCertificateData].some((given) => given !== undefined);

export function namedClient(process: Process, cluster: ClusterConfig, connect: (cluster: ClusterConfig) => ApiClient): ApiClient {
  if (isNamed(cluster)) return connect(cluster);
  let client: ApiClient | undefined;
  return {
    *send(request) {
      client ??= connect({ ...cluster, ...(yield* ask(process)) });
      return yield* client.send(request);
    },
  };
}

function* ask(process: Process): Fiber<{ readonly username: string; readonly password: string }> {
  yield* process.stdout.write('Please enter Username: ');
  let username = '';
  while (!/\S\s/.test(username)) {
    const text = yield* process.stdin.read();
    if (text === undefined) {
      if (username.trim() !== '') break;
      throw new CliError('EOF');
    }
    username += text;
  }
  const password = process.isTty?.(0) === false ? undefined : yield* readSecret(process, 'Please enter Password: ');
  if (password !== undefined) return { username: username.trim(), password };
  yield* process.stdout.write('Please enter Password: ');
  throw new CliError('error reading input for Password');
}
