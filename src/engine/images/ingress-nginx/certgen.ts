// kube-webhook-certgen: makes the webhook's certificate as a Secret, and writes its authority into the webhook's configuration (ingress-nginx images/kube-webhook-certgen).
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { encodeCertificate } from '../../machine/certificate-file.ts';
import type { Process, Program } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { flagValue } from '../daemon.ts';
import { inCluster, type InCluster } from '../in-cluster.ts';

const CA = 'nil1';
const KEY = '-----BEGIN EC PRIVATE KEY-----\nbm8ga2V5IGluIHRoZSBzYW5kYm94\n-----END EC PRIVATE KEY-----\n';

export const certgen: Program = function* (process, argv) {
  const [, order] = argv;
  if (order !== 'create' && order !== 'patch') {
    yield* process.stderr.write('Use this to create a ca and signed certificates and patch admission webhooks to allow for quick installation\n');
    return 1;
  }
  const cluster = yield* inCluster(process, { userAgent: 'kube-webhook-certgen' });
  if (typeof cluster === 'string') return yield* fatal(process, cluster);
  try {
    return order === 'create' ? yield* create(process, argv, cluster) : yield* patch(process, argv, cluster);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return yield* fatal(process, error.message);
  } finally {
    cluster.close();
  }
};

const place = (argv: readonly string[]): readonly [string, string] => [flagValue(argv, 'namespace') ?? '', flagValue(argv, 'secret-name') ?? ''];

function* create(process: Process, argv: readonly string[], { client }: InCluster): Fiber<number> {
  const [namespace, name] = place(argv);
  if (client.find(kinds.secrets, namespace, name)) {
    yield* say(process, `secret already exists`);
    return 0;
  }
  yield* say(process, `getting secret '${name}' in namespace '${namespace}'`);
  yield* say(process, `no secret found`);
  const ca = encodeCertificate({ subject: CA, sans: [], issuer: CA });
  const cert = encodeCertificate({ subject: 'nil2', sans: (flagValue(argv, 'host') ?? '').split(','), issuer: CA });
  client.create(kinds.secrets, { metadata: { name, namespace }, data: { ca: encodeBase64(ca), cert: encodeBase64(cert), key: encodeBase64(KEY) } });
  yield* say(process, `creating new secret`);
  return 0;
}

function* patch(process: Process, argv: readonly string[], { client }: InCluster): Fiber<number> {
  const [namespace, name] = place(argv);
  const secret = client.find(kinds.secrets, namespace, name);
  const ca = secret?.data?.['ca'];
  if (ca === undefined || decodeBase64(ca) === undefined) return yield* fatal(process, `no secret with '${name}' in '${namespace}'`);
  const webhook = flagValue(argv, 'webhook-name') ?? '';
  yield* say(process, `patching webhook configurations '${webhook}' mutating=false, validating=true, failurePolicy=${flagValue(argv, 'patch-failure-policy') ?? ''}`);
  const found = client.get(kinds.validatingwebhookconfigurations, '', webhook);
  client.update(kinds.validatingwebhookconfigurations, { ...found, webhooks: (found.webhooks ?? []).map((one) => ({ ...one, failurePolicy: (flagValue(argv, 'patch-failure-policy') ?? one.failurePolicy) as NonNullable<typeof one.failurePolicy>, clientConfig: { ...one.clientConfig, caBundle: ca } })) });
  yield* say(process, 'Patched hook(s)');
  return 0;
}

const say = (process: Process, message: string): Fiber<boolean> => process.stdout.write(`${JSON.stringify({ level: 'info', msg: message })}\n`);

function* fatal(process: Process, message: string): Fiber<number> {
  yield* process.stderr.write(`${JSON.stringify({ level: 'fatal', msg: message })}\n`);
  return 1;
}
