// kubectl delete (kubectl/pkg/cmd/delete/delete.go).
import { LineReader } from '../../sim/stream.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, deletionFlags, dryRunFlag, fieldSelectorFlag, filenameFlags, selectorFlag, waitFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { deleteExamples, deleteLong } from '../help/delete.ts';
import { type DeleteOptions, type Doomed, cascadeOf, deleteAll, doomed } from '../ops/delete-objects.ts';
import { kindPrefix } from '../ops/get-output.ts';
import { checkRaw, printRaw } from '../ops/raw.ts';
import { queryOf, targetsOf } from '../resource/builder.ts';

export const deleteCommand: Command = {
  name: 'delete',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  long: deleteLong,
  examples: deleteExamples,
  usage: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])',
  completes: ['type-name'],
  flags: [
    ...filenameFlags('containing the resource to delete.', "Process a kustomization directory. This flag can't be used together with -f or -R."),
    ...deletionFlags, waitFlag(true), selectorFlag, fieldSelectorFlag, allNamespacesFlag, dryRunFlag,
    { name: 'all', type: 'bool', usage: 'Delete all resources, in the namespace of the specified resource types.' },
    { name: 'ignore-not-found', type: 'bool', usage: 'Treat "resource not found" as a successful delete. Defaults to "true" when --all is specified.' },
    { name: 'interactive', short: 'i', type: 'bool', usage: 'If true, delete resource only when user confirms.' },
    { name: 'now', type: 'bool', usage: 'If true, resources are signaled for immediate shutdown (same as --grace-period=1).' },
    { name: 'output', short: 'o', type: 'string', usage: 'Output mode. Use "-o name" for shorter output (resource/name).', complete: ['name'] },
    { name: 'raw', type: 'string', usage: 'Raw URI to DELETE to the server.  Uses the transport specified by the kubeconfig file.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const cascade = cascadeOf(ctx);
    void ctx.namespace;
    const dryRun = ctx.dryRun();
    const grace = graceOf(ctx);
    const raw = flags.string('raw');
    const found = raw ? undefined : yield* targetsOf(ctx, queryOf(ctx, ctx.args, { all: flags.bool('all'), typeAlone: false }));
    const gracePeriod = checked(ctx, grace);
    if (!found) return yield* printRaw(ctx, 'DELETE', raw);
    const { items, errors } = yield* doomed(ctx, found);
    if (flags.bool('interactive') && !(yield* confirmed(ctx, items))) return 0;
    const options: DeleteOptions = {
      cascade, dryRun, gracePeriod,
      wait: flags.bool('wait'),
      timeoutMs: flags.duration('timeout'),
      ignoreNotFound: flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : flags.bool('all'),
    };
    return yield* deleteAll(ctx, items, options, errors);
  },
};

/** --now, --force and --grace-period as seconds; negative: the object's own. */
function graceOf(ctx: Invocation): number {
  const { flags } = ctx;
  let grace = flags.int('grace-period');
  const force = flags.bool('force');
  if (flags.bool('now')) {
    if (grace !== -1) throw new CliError('--now and --grace-period cannot be specified together');
    grace = 1;
  }
  // Only --force takes zero at its word: it is then that data may be lost.
  if (grace === 0 && !force) grace = 1;
  if (force && grace < 0) grace = 0;
  return grace;
}

/** What Validate looks at. @throws CliError */
function checked(ctx: Invocation, grace: number): number {
  const { flags } = ctx;
  const force = flags.bool('force');
  const [output, raw] = [flags.string('output'), flags.string('raw')];
  if (output !== '' && output !== 'name') throw new CliError(`unexpected -o output mode: ${output}. We only support '-o name'.`);
  for (const name of ['selector', 'field-selector']) if (flags.bool('all') && flags.string(name)) throw new CliError(`cannot set --all and --${name} at the same time`);
  if (grace > 0 && force) throw new CliError('--force and --grace-period greater than 0 cannot be specified together');
  if (grace === 0 && force) ctx.err('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n');
  if (raw) checkRaw(ctx, 1);
  return grace;
}

function* confirmed(ctx: Invocation, items: readonly Doomed[]): Fiber<boolean> {
  if (items.length === 0) return true;
  ctx.out('You are about to delete the following ' + `${items.length} resource(s):\n${items.map((i) => `${kindPrefix(i.resource)}/${i.name}\n`).join('')}Do you want to continue? (y/N): `);
  const answer = (yield* new LineReader(ctx.process.stdin).next()) ?? '';
  if (/^y(es)?$/i.test(answer.trim())) return true;
  ctx.out('deletion is cancelled\n');
  return false;
}
