// Whom a kubeconfig does not name is asked for at the terminal before the first request (client-go/tools/clientcmd auth_loaders.go PromptingAuthLoader).
import type { ApiClient } from '../../client/api.ts';
import type { Process, Tty } from '../../machine/process.ts';
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
  yield* process.stdout.write('Please enter Password: ');
  if (!process.tty || process.isTty?.(0) === false) throw new CliError('error reading input for Password');
  return { username: username.trim(), password: yield* unseen(process, process.tty) };
}

function* unseen(process: Process, tty: Tty): Fiber<string> {
  const before = tty.raw;
  tty.raw = true;
  try {
    let text = '';
    for (;;) {
      const keys = yield* process.stdin.read();
      if (keys === undefined) return text;
      for (const key of keys) {
        if (key === '\r' || key === '\n' || key === '\x04') return text;
        text = key === '\x7f' ? text.slice(0, -1) : text + key;
      }
    }
  } finally {
    tty.raw = before;
  }
}
