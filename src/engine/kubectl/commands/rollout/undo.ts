// kubectl rollout undo (kubectl/pkg/cmd/rollout/rollout_undo.go, polymorphichelpers/rollback.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Deployment, PodTemplateSpec } from '../../../kube/types.generated.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { dryRunFlag, filenameFlags, printFlags, selectorFlag } from '../../cli/common-flags.ts';
import { CliError } from '../../cli/errors.ts';
import type { DryRun, Invocation } from '../../cli/invocation.ts';
import { writePodTemplate } from '../../describe/pod-template.ts';
import { DescriptionWriter } from '../../describe/writer.ts';
import { sameTemplate, withoutHash } from '../../ops/pod-template.ts';
import { dryRunQuery, ResultPrinter } from '../../ops/result.ts';
import { type Info, pathTo, visit } from '../../resource/builder.ts';
import { VISITED, type Revision, REVISION, groupKind, revisionsOf } from './revisions.ts';
import { rolloutQuery } from './targets.ts';

export const undo: Command = {
  name: 'undo',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples: '# Roll back to the previous deployment\nkubectl rollout undo deployment/abc\n\n# Roll back to daemonset revision 3\nkubectl rollout undo daemonset/abc --to-revision=3\n\n# Roll back to the previous deployment with dry-run\nkubectl rollout undo --dry-run=server deployment/abc',
  usage: 'undo (TYPE NAME | TYPE/NAME) [flags]',
  begins: ['dry-run', 'namespace'],
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to get from a server.'), dryRunFlag, selectorFlag,
    { name: 'to-revision', type: 'int', default: '0', usage: 'The revision to rollback to. Default to 0 (last revision).' },
  ],
  *run(ctx) {
    const dryRun = ctx.dryRun();
    const results = new ResultPrinter(ctx, dryRun);
    yield* visit(ctx, rolloutQuery(ctx), function* each(info) {
      results.print(info.object, yield* rollBack(ctx, info, dryRun), { typed: true });
    });
    return 0;
  },
};

function* rollBack(ctx: Invocation, info: Info, dryRun: DryRun): Fiber<string> {
  const wanted = ctx.flags.int('to-revision');
  if (wanted < 0) throw new CliError(`unable to find specified revision ${wanted} in history`);
  const workload = info.object as unknown as Deployment;
  if (!VISITED.has(info.resource.kind)) throw new CliError(`error retrieving rollbacker for ${JSON.stringify(groupKind(info.resource))}, no visitor method exists for {${info.resource.group} ${info.resource.kind}}`);
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(info.resource.kind)) throw new CliError(`no rollbacker has been implemented for ${JSON.stringify(groupKind(info.resource))}`);
  const revisions = yield* revisionsOf(ctx, info);
  const target = targetOf(revisions, wanted, info);
  if (dryRun === 'client') return previewOf(target.template);
  if (sameTemplate(target.template, workload.spec.template)) return `skipped rollback (current template already matches revision ${target.number})`;
  if (info.resource.kind === 'Deployment' && (workload.spec as { readonly paused?: boolean }).paused) throw new CliError("you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again");
  const path = pathTo(info.resource, info.namespace, info.name);
  if (info.resource.kind === 'Deployment') {
    const value = withoutHash(target.template);
    const body = [{ op: 'replace', path: '/spec/template', value }, { op: 'replace', path: '/metadata/annotations', value: annotationsFor(workload, target) }];
    yield* ctx.rest().json('PATCH', path, { body, query: dryRunQuery(dryRun), headers: { 'content-type': 'application/json-patch+json' } });
  } else yield* ctx.rest().json('PATCH', path, { body: target.object['data'], query: dryRunQuery(dryRun), headers: { 'content-type': 'application/strategic-merge-patch+json' } });
  return 'rolled back';
}

function targetOf(revisions: readonly Revision[], wanted: number, info: Info): Revision {
  const found = wanted > 0 ? revisions.find((one) => one.number === wanted) : revisions.at(-2);
  if (found) return found;
  if (wanted > 0) throw new CliError(`unable to find specified revision ${wanted} in history`);
  throw new CliError(info.resource.kind === 'Deployment' ? `no rollout history found for deployment ${JSON.stringify(info.name)}` : 'no last revision to roll back to');
}

const kept = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, 'deployment.kubernetes.io/revision-history', 'deployment.kubernetes.io/desired-replicas', 'deployment.kubernetes.io/max-replicas', 'deprecated.deployment.rollback.to']);

/** The revision's annotations, but the bookkeeping of the Deployment as it is. */
function annotationsFor(deployment: Deployment, target: Revision): JsonObject {
  const past = (target.object['metadata'] as { readonly annotations?: Record<string, string> }).annotations ?? {};
  const pick = (from: Record<string, string>, wanted: boolean): [string, string][] => Object.entries(from).filter(([key]) => kept.has(key) === wanted);
  return Object.fromEntries([...pick(deployment.metadata.annotations ?? {}, true), ...pick(past, false)]);
}

function previewOf(template: PodTemplateSpec): string {
  const w = new DescriptionWriter(false);
  writePodTemplate(w, template);
  return w.toString();
}
