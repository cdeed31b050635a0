// kubectl autoscale (kubectl/pkg/cmd/autoscale/autoscale.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { groupVersion } from '../../kube/kind.ts';
import { canonicalQuantity, quantityError } from '../../kube/quantity.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, filenameFlags, printFlags, recordFlag, saveConfigFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { metadataOf, withSavedConfig } from '../ops/create-object.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { type Info, asObject, infosOf, queryOf } from '../resource/builder.ts';

export const autoscale: Command = {
  name: 'autoscale',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  long: 'Creates an autoscaler that automatically chooses and sets the number of pods that run in a Kubernetes cluster. The command will attempt to use the autoscaling/v2 API first, in case of an error, it will fall back to autoscaling/v1 API.\n\n Looks up a deployment, replica set, stateful set, or replication controller by name and creates an autoscaler that uses the given resource as a reference. An autoscaler can automatically increase or decrease number of pods deployed within the system as needed.',
  examples: `# Auto scale a deployment "foo", with the number of pods between 2 and 10, no target CPU utilization specified so a default autoscaling policy will be used
kubectl autoscale deployment foo --min=2 --max=10

# Auto scale a replication controller "foo", with the number of pods between 1 and 5, target CPU utilization at 80%
kubectl autoscale rc foo --max=5 --cpu=80%

# Auto scale a deployment "bar", with the number of pods between 3 and 6, target average CPU of 500m and memory of 200Mi
kubectl autoscale deployment bar --min=3 --max=6 --cpu=500m --memory=200Mi

# Auto scale a deployment "bar", with the number of pods between 2 and 8, target CPU utilization 60% and memory utilization 70%
kubectl autoscale deployment bar --min=3 --max=6 --cpu=60% --memory=70%`,
  begins: ['dry-run', 'client', 'namespace'],
  usage: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  required: ['max'],
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to autoscale.'), dryRunFlag, fieldManagerFlag('kubectl-autoscale'), saveConfigFlag, recordFlag,
    { name: 'cpu', type: 'string', usage: 'Target CPU utilization over all the pods. When specified as a percentage (e.g."70%" for 70% of requested CPU) it will target average utilization. When specified as quantity (e.g."500m" for 500 milliCPU) it will target average value. Value without units is treated as a quantity with miliCPU being the unit (e.g."500" is "500m").' },
    { name: 'cpu-percent', type: 'int', default: '-1', deprecated: "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).", usage: 'The target average CPU utilization (represented as a percent of requested CPU) over all the pods. If it\'s not specified or negative, a default autoscaling policy will be used.' },
    { name: 'max', type: 'int', default: '-1', usage: 'The upper limit for the number of pods that can be set by the autoscaler. Required.' },
    { name: 'memory', type: 'string', usage: 'Target memory utilization over all the pods. When specified as a percentage (e.g."60%" for 60% of requested memory) it will target average utilization. When specified as quantity (e.g."200Mi" for 200 MiB, "1Gi" for 1 GiB) it will target average value. Value without units is treated as a quantity with mebibytes being the unit (e.g."200" is "200Mi").' },
    { name: 'min', type: 'int', default: '-1', usage: 'The lower limit for the number of pods that can be set by the autoscaler. If it\'s not specified or negative, the server will apply a default value.' },
    { name: 'name', type: 'string', usage: 'The name for the newly created object. If not specified, the name of the input resource will be used.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const [min, max] = [flags.int('min'), flags.int('max')];
    if (max < 1) throw new CliError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) throw new CliError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    if (flags.changed('cpu') && flags.changed('cpu-percent')) throw new CliError('cannot specify both --cpu and --cpu-percent');
    const dryRun = ctx.dryRun();
    const results = new ResultPrinter(ctx, dryRun);
    const metrics = metricsOf(ctx);
    const { infos, errors: first } = yield* infosOf(ctx, queryOf(ctx, ctx.args));
    const errors = [...first];
    for (const info of infos) {
      try {
        yield* autoscaleOne(ctx, info, metrics, results, dryRun);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function metricsOf(ctx: Invocation): readonly JsonObject[] {
  const { flags } = ctx;
  const metrics: JsonObject[] = [];
  const percent = flags.int('cpu-percent');
  if (percent >= 0) metrics.push(metric('cpu', `${percent}%`, 'm'));
  if (flags.string('cpu')) metrics.push(metric('cpu', flags.string('cpu'), 'm'));
  if (flags.string('memory')) metrics.push(metric('memory', flags.string('memory'), 'Mi'));
  return metrics;
}

function metric(name: string, text: string, unit: string): JsonObject {
  const percent = /^(\d+)%$/.exec(text);
  if (percent) return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: Number(percent[1]) } } };
  const quantity = /^\d+$/.test(text) ? `${text}${unit}` : text;
  if (quantityError(quantity)) throw new CliError(`invalid --${name} value: ${text}`);
  return { type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: canonicalQuantity(quantity) ?? quantity } } };
}

function* autoscaleOne(ctx: Invocation, info: Info, metrics: readonly JsonObject[], results: ResultPrinter, dryRun: DryRun): Fiber<void> {
  const { resource } = info;
  if (!resource.subresources.includes('scale')) throw new CliError(`cannot autoscale a ${groupVersion(resource)}, Kind=${resource.kind}: could not find scale subresource for ${groupVersion(resource)}, Resource=${resource.plural} in discovery information`);
  const min = ctx.flags.int('min');
  const spec = {
    scaleTargetRef: { kind: resource.kind, name: info.name, apiVersion: groupVersion(resource) },
    ...(min > 0 ? { minReplicas: min } : {}),
    maxReplicas: ctx.flags.int('max'),
    ...(metrics.length ? { metrics } : {}),
  };
  const object = withSavedConfig(ctx, { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: metadataOf(ctx, ctx.flags.string('name') || info.name), spec, status: { desiredReplicas: 0, currentMetrics: null } });
  if (dryRun === 'client') {
    results.print(object, 'autoscaled', { typed: true });
    return;
  }
  try {
    const created = yield* ctx.rest().json('POST', `/apis/autoscaling/v2/namespaces/${ctx.namespace}/horizontalpodautoscalers`, { body: object, query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) } });
    results.print(asObject(created), 'autoscaled', { typed: true });
  } catch (error) {
    // autoscaling/v1, the way out, knows nothing but one CPU percentage.
    if (error instanceof ApiError && metrics.length === 0) throw new CliError('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
    throw error;
  }
}
