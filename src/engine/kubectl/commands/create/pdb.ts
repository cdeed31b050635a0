// kubectl create poddisruptionbudget (kubectl/pkg/cmd/create/create_pdb.go).
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { createMade, generatorFlags, metadataOf, nameOfArgs, mustBeNamed } from '../../ops/create-object.ts';
import { labelSelectorOf } from '../../ops/selector.ts';

const amount = (text: string): string | number => (/^[-+]?\d+$/.test(text) ? Number(text) : text);

export const createPdb: Command = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  short: 'Create a pod disruption budget with the specified name',
  long: 'Create a pod disruption budget with the specified name, selector, and desired minimum available pods.',
  examples: `# Create a pod disruption budget named my-pdb that will select all pods with the app=rails label
# and require at least one of them being available at any point in time
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# Create a pod disruption budget named my-pdb that will select all pods with the app=nginx label
# and require at least half of the pods selected to be available at any point in time
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%`,
  usage: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'max-unavailable', type: 'string', usage: 'The maximum number or percentage of unavailable pods this budget requires.' },
    { name: 'min-available', type: 'string', usage: 'The minimum number or percentage of available pods this budget requires.' },
    { name: 'selector', type: 'string', usage: "A label selector to use for this budget. Only equality-based selector requirements are supported." },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const [selector, min, max] = ['selector', 'min-available', 'max-unavailable'].map((f) => ctx.flags.string(f)) as [string, string, string];
    mustBeNamed(name);
    if (selector === '') throw new CliError('a selector must be specified');
    if (min === '' && max === '') throw new CliError('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') throw new CliError('min-available and max-unavailable cannot be both specified');
    for (const [flag, value] of [['min-available', min], ['max-unavailable', max]] as const) if (value !== '' && !/^\d+%?$/.test(value)) throw new CliError(`invalid format specified for ${flag}`);
    const spec = { ...(min ? { minAvailable: amount(min) } : {}), selector: labelSelectorOf(selector), ...(max ? { maxUnavailable: amount(max) } : {}) };
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    const object = { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: metadataOf(ctx, name), spec, status };
    yield* createMade(ctx, { plural: 'poddisruptionbudgets', namespaced: true, object, errorPrefix: 'failed to create poddisruptionbudgets: ' });
  },
};
