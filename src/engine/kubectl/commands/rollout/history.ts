// kubectl rollout history (kubectl/pkg/cmd/rollout/rollout_history.go).
import type { JsonObject } from '../../../base/json.ts';
import type { Command } from '../../cli/command.ts';
import { filenameFlags, printFlags, selectorFlag } from '../../cli/common-flags.ts';
import { CliError } from '../../cli/errors.ts';
import { writePodTemplate } from '../../describe/pod-template.ts';
import { DescriptionWriter } from '../../describe/writer.ts';
import { type Printer, nameOf, printerOf } from '../../printers/printer.ts';
import { align } from '../../printers/tabwriter.ts';
import { type Info, asObject, visit } from '../../resource/builder.ts';
import { annotated, type Revision, revisionsOf } from './revisions.ts';
import { rolloutQuery } from './targets.ts';

export const history: Command = {
  name: 'history',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples: '# View the rollout history of a deployment\nkubectl rollout history deployment/abc\n\n# View the details of daemonset revision 3\nkubectl rollout history daemonset/abc --revision=3',
  usage: 'history (TYPE NAME | TYPE/NAME) [flags]',
  begins: ['namespace'],
  completes: ['type-name'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to get from a server.'), selectorFlag,
    { name: 'revision', type: 'int', default: '0', usage: 'See the details, including podTemplate of the revision specified' },
  ],
  *run(ctx) {
    const query = rolloutQuery(ctx);
    const wanted = ctx.flags.int('revision');
    if (wanted < 0) throw new CliError(`revision must be a positive integer: ${wanted}`);
    let printer: Printer | undefined;
    yield* visit(ctx, { ...query, labelSelector: ctx.flags.string('selector') }, function* each(info) {
      const revisions = yield* revisionsOf(ctx, info);
      if (!printer) return ctx.out(`${nameOf(info.object)} ${wanted > 0 ? `with revision #${wanted}` : ''}\n${wanted > 0 ? detailOf(revisions, wanted) : tableOf(revisions)}\n`);
      const found = wanted > 0 ? revisions.filter((one) => one.number === wanted) : revisions;
      if (wanted > 0 && found.length === 0) throw new CliError('unable to find the specified revision');
      for (const one of found) ctx.out(printer.print(shownAt(info, one), { typed: true }));
    }, { ready: () => (printer = printerOf(ctx)) });
    return 0;
  },
};

/** A Deployment's revision is its ReplicaSet; of others it is the object itself with that revision's template. */
function shownAt(info: Info, { object, template }: Revision): JsonObject {
  if (info.resource.kind === 'Deployment') return { kind: 'ReplicaSet', apiVersion: 'apps/v1', ...object };
  const spec = asObject(info.object['spec'] ?? {});
  return { ...info.object, spec: { ...spec, template: template as unknown as JsonObject } };
}

function detailOf(revisions: readonly Revision[], wanted: number): string {
  const found = revisions.find((one) => one.number === wanted);
  if (!found) throw new CliError('unable to find the specified revision');
  const w = new DescriptionWriter(false);
  writePodTemplate(w, annotated(found));
  return w.toString();
}

function tableOf(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.';
  return align([['REVISION', 'CHANGE-CAUSE'], ...revisions.map((one) => [String(one.number), one.changeCause || '<none>'])], { minWidth: 0, padding: 2 });
}
