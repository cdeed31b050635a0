// Controllers for what comes from outside: ingress-nginx with the little program that makes its webhook's certificate, and a Gateway API controller.
import type { Program } from '../../machine/process.ts';
import { sleep } from '../../sim/fiber.ts';
import { gatewayController } from '../gateway/controller.ts';
import { certgen } from '../ingress-nginx/certgen.ts';
import { ingressController } from '../ingress-nginx/controller.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

/** The preStop hook: asks the controller to end, and waits until it has. */
const waitShutdown: Program = function* (process) {
  process.kill(1, 'SIGTERM');
  while (process.ps().some(({ pid }) => pid === 1)) yield* sleep(1000);
  return 0;
};

export const ingressRepositories: readonly Repository[] = [
  {
    names: ['registry.k8s.io/ingress-nginx/controller', 'k8s.gcr.io/ingress-nginx/controller'],
    image: (tag) => (/^v\d+\.\d+\.\d+$/.test(tag) ? { sizeMiB: 105, entrypoint: ['/usr/bin/dumb-init', '--'], cmd: ['/nginx-ingress-controller'], user: '101', workingDir: '/etc/nginx', exposedPorts: [80, 443], programs: { ...userland('alpine-curl'), '/usr/bin/dumb-init': dumbInit, '/nginx-ingress-controller': ingressController(tag), '/wait-shutdown': waitShutdown } } : undefined),
  },
  {
    names: ['registry.k8s.io/ingress-nginx/kube-webhook-certgen', 'k8s.gcr.io/ingress-nginx/kube-webhook-certgen'],
    image: (tag) => (/^v[\d.]+(?:-\d+-g[0-9a-f]+)?$/.test(tag) || /^v\d{8}-/.test(tag) ? { sizeMiB: 23, entrypoint: ['/kube-webhook-certgen'], user: '65532', programs: { '/kube-webhook-certgen': certgen } } : undefined),
  },
  {
    names: ['ghcr.io/nginx/nginx-gateway-fabric', 'ghcr.io/nginxinc/nginx-gateway-fabric'],
    image: (tag) => (/^(?:1\.\d+\.\d+|edge)$/.test(tag) ? { sizeMiB: 26, entrypoint: ['/usr/bin/gateway'], user: '101', programs: { '/usr/bin/gateway': gatewayController } } : undefined),
  },
];

/** Becomes the command that follows `--`. */
function* dumbInit(...[process, argv]: Parameters<Program>): ReturnType<Program> {
  const command = argv.slice(argv.indexOf('--') + 1);
  const next = process.exec?.(command);
  if (next === undefined || typeof next === 'string') {
    yield* process.stderr.write(`[dumb-init] ${command[0] ?? ''}: No such file or directory\n`);
    return 2;
  }
  return yield* next.program(process, next.argv);
}
