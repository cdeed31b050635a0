// kubectl set serviceaccount (kubectl/pkg/cmd/set/set_serviceaccount.go).
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { take } from '../../ops/steps.ts';
import { withPodSpec } from '../../ops/pod-spec.ts';
import { applyChange, checkSetFlags, setFlags, setTargets } from './change.ts';

export const setServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Update the service account of a resource',
  long: 'Update the service account of pod template resources.\n\n Possible resources (case insensitive) can be:\n\n replicationcontroller (rc), deployment (deploy), daemonset (ds), job, replicaset (rs), statefulset',
  examples: '# Set deployment nginx-deployment\'s service account to serviceaccount1\nkubectl set serviceaccount deployment nginx-deployment serviceaccount1\n\n# Print the result (in YAML format) of updated nginx deployment with the service account from local file, without hitting the API server\nkubectl set sa -f nginx-deployment.yaml serviceaccount1 --local --dry-run=client -o yaml',
  usage: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  completes: ['type-name'],
  begins: ['dry-run'],
  flags: setFlags({ local: 'set serviceaccount' }).filter(({ name }) => name !== 'selector'),
  *run(ctx) {
    const name = ctx.args.at(-1);
    if (name === undefined) throw new CliError('serviceaccount is required');
    checkSetFlags(ctx);
    for (const step of ['printer', 'namespace'] as const) take(ctx, step);
    const infos = yield* setTargets(ctx, ctx.flags.bool('local') ? [] : ctx.args.slice(0, -1));
    yield* applyChange(ctx, infos, {
      done: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName',
      always: true,
      mutate: (object) => withPodSpec(object, (spec) => ({ ...spec, serviceAccountName: name })),
    });
  },
};
