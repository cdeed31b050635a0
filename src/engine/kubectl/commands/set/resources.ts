// kubectl set resources (kubectl/pkg/cmd/set/set_resources.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { mapContainers, selectsContainer, withPodSpec } from '../../ops/pod-spec.ts';
import { resourceList } from '../../ops/resource-list.ts';
import { asObject } from '../../resource/builder.ts';
import { applyChange, checkSetFlags, containersFlag, setFlags, setTargets } from './change.ts';

export const setResources: Command = {
  name: 'resources',
  short: 'Update resource requests/limits on objects with pod templates',
  long: 'Specify compute resource requirements (CPU, memory) for any resource that defines a pod template.  If a pod is successfully scheduled, it is guaranteed the amount of resource requested, but may burst up to its specified limits.\n\n For each compute resource, if a limit is specified and a request is omitted, the request will default to the limit.\n\n Possible resources include (case insensitive): Use "kubectl api-resources" for a complete list of supported resources..',
  examples: `# Set a deployments nginx container cpu limits to "200m" and memory to "512Mi"
kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi

# Set the resource request and limits for all containers in nginx
kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi

# Remove the resource requests for resources on containers in nginx
kubectl set resources deployment nginx --limits=cpu=0,memory=0 --requests=cpu=0,memory=0

# Print the result (in yaml format) of updating nginx container limits from a local, without hitting the server
kubectl set resources -f path/to/file.yaml --limits=cpu=200m,memory=512Mi --local -o yaml`,
  usage: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'namespace'],
  flags: [
    ...setFlags({ local: 'set resources' }), containersFlag,
    { name: 'limits', type: 'string', usage: "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges." },
    { name: 'requests', type: 'string', usage: "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges." },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const infos = yield* setTargets(ctx, ctx.args);
    checkSetFlags(ctx);
    if (!flags.string('limits') && !flags.string('requests')) throw new CliError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const limits = resourceList(flags.string('limits'));
    const requests = resourceList(flags.string('requests'));
    const pattern = flags.string('containers');
    const errors: unknown[] = [];
    yield* applyChange(ctx, infos, {
      done: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template',
      mutate: (object) => withPodSpec(object, (spec) => {
        let found = false;
        const next = mapContainers(spec, (container) => {
          if (!selectsContainer(pattern, String(container['name']))) return container;
          found = true;
          return { ...container, resources: updated(asObject(container['resources'] ?? {}), limits, requests) };
        });
        if (!found) errors.push(new CliError(`error: unable to find container named ${pattern}`));
        return next;
      }),
    }, errors);
  },
};

function updated(resources: JsonObject, limits: JsonObject, requests: JsonObject): JsonObject {
  const add = (field: 'limits' | 'requests', values: JsonObject): JsonObject => (Object.keys(values).length ? { [field]: { ...asObject(resources[field] ?? {}), ...values } } : {});
  return { ...resources, ...add('limits', limits), ...add('requests', requests) };
}
