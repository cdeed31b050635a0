// kubectl rollout pause, resume and restart: one small patch each (kubectl/pkg/cmd/rollout/rollout_{pause,resume,restart}.go).
import type { JsonObject } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import { groupResource } from '../../../kube/kind.ts';
import type { Command } from '../../cli/command.ts';
import { fieldManagerFlag, filenameFlags, printFlags, selectorFlag } from '../../cli/common-flags.ts';
import { CliError, PlainError, aggregateText, throwAll } from '../../cli/errors.ts';
import { ResultPrinter } from '../../ops/result.ts';
import { asObject, type Info, infosOf, pathTo } from '../../resource/builder.ts';
import { rolloutQuery } from './targets.ts';

interface Change {
  readonly name: string;
  readonly short: string;
  readonly long: string;
  readonly examples: string;
  /** `pausing`, for a kind that cannot be. */
  readonly doing: string;
  readonly done: string;
  readonly kinds: readonly string[];
  /** What is patched, or why not. */
  patch(object: JsonObject, now: string): JsonObject | string;
}

const paused = (object: JsonObject): boolean => asObject(object['spec'] ?? {})['paused'] === true;
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

const pausing: Change = {
  name: 'pause',
  short: 'Mark the provided resource as paused',
  long: 'Mark the provided resource as paused.\n\n Paused resources will not be reconciled by a controller. Use "kubectl rollout resume" to resume a paused resource. Currently only deployments support being paused.',
  examples: "# Mark the nginx deployment as paused\n# Any current state of the deployment will continue its function; new updates\n# to the deployment will not have an effect as long as the deployment is paused\nkubectl rollout pause deployment/nginx",
  doing: 'pausing',
  done: 'paused',
  kinds: ['Deployment'],
  patch: (object) => (paused(object) ? 'is already paused' : { spec: { paused: true } }),
};

const resuming: Change = {
  name: 'resume',
  short: 'Resume a paused resource',
  long: 'Resume a paused resource.\n\n Paused resources will not be reconciled by a controller. By resuming a resource, we allow it to be reconciled again. Currently only deployments support being resumed.',
  examples: '# Resume an already paused deployment\nkubectl rollout resume deployment/nginx',
  doing: 'resuming',
  done: 'resumed',
  kinds: ['Deployment'],
  patch: (object) => (paused(object) ? { spec: { paused: null } } : 'is not paused'),
};

const restarting: Change = {
  name: 'restart',
  short: 'Restart a resource',
  long: 'Restart a resource.\n\n        Resource rollout will be restarted.',
  examples: "# Restart all deployments in the test-namespace namespace\nkubectl rollout restart deployment -n test-namespace\n\n# Restart a deployment\nkubectl rollout restart deployment/nginx\n\n# Restart a daemon set\nkubectl rollout restart daemonset/abc\n\n# Restart deployments with the app=nginx label\nkubectl rollout restart deployment --selector=app=nginx",
  doing: 'restarting',
  done: 'restarted',
  kinds: ['Deployment', 'DaemonSet', 'StatefulSet'],
  patch: (object, now) => {
    if (paused(object)) return "can't restart paused deployment (run rollout resume first)";
    const template = asObject(asObject(object['spec'] ?? {})['template'] ?? {});
    const annotations = asObject(asObject(template['metadata'] ?? {})['annotations'] ?? {});
    if (annotations[RESTARTED] === now) return 'if restart has already been triggered within the past second, please wait before attempting to trigger another';
    return { spec: { template: { metadata: { annotations: { [RESTARTED]: now } } } } };
  },
};

function command(change: Change): Command {
  return {
    name: change.name,
    short: change.short,
    long: change.long,
    examples: change.examples,
    usage: change.name === 'resume' || change.name === 'pause' || change.name === 'restart' ? `${change.name} RESOURCE` : change.name,
    begins: ['namespace'],
    completes: ['type-name'],
    flags: [...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to get from a server.'), fieldManagerFlag('kubectl-rollout'), selectorFlag],
    *run(ctx) {
      const { infos, errors: first } = yield* infosOf(ctx, rolloutQuery(ctx));
      // What a list could not give is an error within an error, which kubectl tells without its prefix.
      const errors = first.map((error) => (error instanceof CliError && ctx.args.length === 1 && !ctx.args[0]?.includes('/') ? new PlainError(error.message) : error));
      if (infos.length === 0 && errors.length === 0) ctx.err(`No resources found in ${ctx.namespace} namespace.\n`);
      for (const info of infos) {
        const patch = change.kinds.includes(info.resource.kind) ? change.patch(info.object, ctx.now) : `${change.doing} is not supported`;
        if (typeof patch === 'string') {
          errors.push(refusal(info, patch));
          continue;
        }
        try {
          const path = pathTo(info.resource, info.namespace, info.name);
          // A printer for each object: YAML documents are not divided.
          new ResultPrinter(ctx).print(asObject(yield* ctx.rest().json('PATCH', path, { body: patch, query: { fieldManager: ctx.flags.string('field-manager') }, headers: { 'content-type': 'application/strategic-merge-patch+json' } })), change.done, { typed: true });
        } catch (error) {
          if (error instanceof ApiError) errors.push(new CliError(`failed to patch: ${error.message}`));
          else if (error instanceof CliError) errors.push(error);
          else throw error;
        }
      }
      // What could not be had is told as one error where there are others.
      if (first.length > 1 && errors.length > first.length) errors.splice(0, first.length, new PlainError(aggregateText(first.map((error) => (error as Error).message))));
      throwAll(errors);
      return 0;
    },
  };
}

const refusal = (info: Info, why: string): CliError => new CliError(`error: ${groupResource(info.resource)} ${JSON.stringify(info.name)} ${why}`);

export const pause = command(pausing);
export const resume = command(resuming);
export const restart = command(restarting);
