// kubectl set image (kubectl/pkg/cmd/set/set_image.go).
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { splitPairs } from '../../ops/label-map.ts';
import { containersIn, mapContainers, withPodSpec } from '../../ops/pod-spec.ts';
import { applyChange, checkSetFlags, setFlags, setTargets } from './change.ts';

export const setImage: Command = {
  name: 'image',
  short: 'Update the image of a pod template',
  long: 'Update existing container image(s) of resources.\n\n Possible resources include (case insensitive):\n\n        pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)',
  examples: `# Set a deployment's nginx container image to 'nginx:1.9.1', and its busybox container image to 'busybox'
kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1

# Update all deployments' and rc's nginx container's image to 'nginx:1.9.1'
kubectl set image deployments,rc nginx=nginx:1.9.1 --all

# Update image of all containers of daemonset abc to 'nginx:1.9.1'
kubectl set image daemonset abc *=nginx:1.9.1

# Print result (in yaml format) of updating nginx container image from local file, without hitting the server
kubectl set image -f path/to/file.yaml nginx=nginx:1.9.1 --local -o yaml`,
  usage: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'namespace'],
  flags: setFlags({ local: 'set image' }),
  *run(ctx) {
    const { resources, pairs } = splitPairs(ctx.args, 'image');
    const images = imagesOf(pairs);
    const infos = yield* setTargets(ctx, resources);
    checkSetFlags(ctx);
    if (images.size === 0) throw new CliError('at least one image update is required');
    if (images.size > 1 && images.has('*')) throw new CliError('all containers are already specified by *, but saw more than one container_name=container_image pairs');
    const errors: unknown[] = [];
    yield* applyChange(ctx, infos, {
      done: 'image updated',
      failure: 'failed to patch image update to pod template:',
      mutate: (object) => withPodSpec(object, (spec) => {
        const names = [...containersIn(spec, 'containers'), ...containersIn(spec, 'initContainers')].map((c) => String(c['name']));
        for (const name of images.keys()) if (name !== '*' && !names.includes(name)) errors.push(new CliError(`error: unable to find container named ${JSON.stringify(name)}`));
        return mapContainers(spec, (container) => {
          const image = images.get(String(container['name'])) ?? images.get('*');
          return image === undefined ? container : { ...container, image };
        });
      }),
    }, errors);
  },
};

function imagesOf(pairs: readonly string[]): ReadonlyMap<string, string> {
  const bad = pairs.filter((pair) => pair.indexOf('=') < 1);
  if (bad.length) throw new CliError(`invalid image format: ${bad.join(', ')}`);
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
