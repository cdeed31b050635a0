// kubectl create deployment (kubectl/pkg/cmd/create/create_deployment.go).
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { createMade, generatorFlags, metadataOf, nameOfArgs } from '../../ops/create-object.ts';

export const createDeployment: Command = {
  name: 'deployment',
  aliases: ['deploy'],
  short: 'Create a deployment with the specified name',
  long: 'Create a deployment with the specified name.',
  examples: `# Create a deployment named my-dep that runs the busybox image
kubectl create deployment my-dep --image=busybox

# Create a deployment with a command
kubectl create deployment my-dep --image=busybox -- date

# Create a deployment named my-dep that runs the nginx image with 3 replicas
kubectl create deployment my-dep --image=nginx --replicas=3

# Create a deployment named my-dep that runs the busybox image and expose port 5701
kubectl create deployment my-dep --image=busybox --port=5701

# Create a deployment named my-dep that runs multiple containers
kubectl create deployment my-dep --image=busybox:latest --image=ubuntu:latest --image=nginx`,
  usage: 'deployment NAME --image=image -- [COMMAND] [args...]',
  required: ['image'],
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'image', type: 'slice', usage: 'Image names to run. A deployment can have multiple images set for multi-container pod.' },
    { name: 'port', type: 'int', default: '-1', usage: 'The containerPort that this deployment exposes.' },
    { name: 'replicas', short: 'r', type: 'int', default: '1', usage: 'Number of replicas to create. Default is 1.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const images = ctx.flags.list('image');
    const command = ctx.dashAt < 0 ? [] : ctx.args.slice(ctx.dashAt);
    if (images.length > 1 && command.length > 0) throw new CliError('cannot specify multiple --image options and command');
    const port = ctx.flags.int('port');
    const containers = images.map((image, i) => ({
      name: containerName(ctx, image), image,
      ...(command.length ? { command } : {}),
      ...(port >= 0 && i === 0 ? { ports: [{ containerPort: port }] } : {}),
      resources: {},
    }));
    const labels = { app: name };
    const object = {
      kind: 'Deployment', apiVersion: 'apps/v1', metadata: metadataOf(ctx, name, { labels }),
      spec: { replicas: ctx.flags.int('replicas'), selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} },
      status: {},
    };
    yield* createMade(ctx, { plural: 'deployments', namespaced: true, object, errorPrefix: 'failed to create deployment: ' });
  },
};

/** `team/app:1.2@sha256:…` → `app`; what had to be changed gets an end of its own (sanitizeAndUniquify). */
function containerName(ctx: Invocation, image: string): string {
  const last = image.split('/').at(-1) ?? '';
  const name = (last.split(':')[0] ?? '').split('@')[0] ?? '';
  return /[_.]/.test(name) ? `${name.replace(/[_.]/g, '-')}-${ctx.process.random.suffix()}` : name;
}
