// kubectl cordon and uncordon (kubectl/pkg/cmd/drain/drain.go).
import type { Command } from '../cli/command.ts';
import { dryRunFlag, selectorFlag } from '../cli/common-flags.ts';
import { cordonNodes, nodesOf } from '../ops/cordon.ts';

export const cordon: Command = {
  name: 'cordon',
  short: 'Mark node as unschedulable',
  long: 'Mark node as unschedulable.',
  examples: '# Mark node "foo" as unschedulable\nkubectl cordon foo',
  usage: 'cordon NODE',
  completes: ['node'],
  flags: [dryRunFlag, selectorFlag],
  *run(ctx) {
    const found = yield* nodesOf(ctx, 'cordon');
    return yield* cordonNodes(ctx, found, true);
  },
};

export const uncordon: Command = {
  name: 'uncordon',
  short: 'Mark node as schedulable',
  long: 'Mark node as schedulable.',
  examples: '# Mark node "foo" as schedulable\nkubectl uncordon foo',
  usage: 'uncordon NODE',
  completes: ['node'],
  flags: [dryRunFlag, selectorFlag],
  *run(ctx) {
    const found = yield* nodesOf(ctx, 'uncordon');
    return yield* cordonNodes(ctx, found, false);
  },
};
