// kubectl set selector (kubectl/pkg/cmd/set/set_selector.go).
import type { JsonObject } from '../../../base/json.ts';
import { type LabelRequirement, SelectorError, parseSelector } from '../../../kube/labels.ts';
import type { Command } from '../../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, finderFlags, printFlags, recordFlag } from '../../cli/common-flags.ts';
import { CliError } from '../../cli/errors.ts';
import { asObject, queryOf, visit } from '../../resource/builder.ts';
import { ResultPrinter } from '../../ops/result.ts';
import { labelSelectorOf } from '../../ops/selector.ts';
import { take } from '../../ops/steps.ts';
import { changeOne, mustBeFiles } from './change.ts';

export const setSelector: Command = {
  name: 'selector',
  short: 'Set the selector on a resource',
  long: "Set the selector on a resource. Note that the new selector will overwrite the old selector if the resource had one prior to the invocation of 'set selector'.\n\n A selector must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 63 characters. If --resource-version is specified, then updates will use this resource version, otherwise the existing resource-version will be used. Note: currently selectors can only be set on Service objects.",
  examples: '# Set the labels and selector before creating a deployment/service pair\nkubectl create service clusterip my-svc --clusterip="None" -o yaml --dry-run=client | kubectl set selector --local -f - \'environment=qa\' -o yaml | kubectl create -f -\nkubectl create deployment my-dep -o yaml --dry-run=client | kubectl label --local -f - environment=qa -o yaml | kubectl create -f -',
  usage: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  completes: ['type-name'],
  begins: ['dry-run'],
  flags: [
    ...printFlags, dryRunFlag, fieldManagerFlag('kubectl-set'), recordFlag, ...finderFlags,
    { name: 'all', type: 'bool', usage: 'Select all resources in the namespace of the specified resource types' },
    { name: 'local', type: 'bool', usage: 'If true, annotation will NOT contact api-server but run locally.' },
    { name: 'resource-version', type: 'string', usage: 'If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.' },
  ],
  *run(ctx) {
    const text = ctx.args.at(-1);
    const selector = text === undefined ? undefined : requirementsOf(text);
    take(ctx, 'printer');
    if (!selector) throw new CliError('one selector is required');
    const version = ctx.flags.string('resource-version');
    const results = new ResultPrinter(ctx, ctx.dryRun());
    const local = ctx.flags.bool('local');
    const words = ctx.args.slice(0, -1);
    if (local) mustBeFiles(words);
    const change = { done: 'selector updated', always: true, mutate: (object: JsonObject) => withVersion(withSelector(object, selector), version) };
    yield* visit(ctx, queryOf(ctx, words, { typed: true, lateNamespace: true }), (info) => changeOne(ctx, info, change, results), { local });
  },
};

function requirementsOf(text: string): readonly LabelRequirement[] {
  try {
    // What cannot be written as a LabelSelector is refused first.
    labelSelectorOf(text);
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CliError(`couldn't parse the selector string ${JSON.stringify(text)}: ${error.message}`);
  }
}

const operators: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', '!=': 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

function withSelector(object: JsonObject, requirements: readonly LabelRequirement[]): JsonObject {
  if (object['kind'] !== 'Service') throw new CliError('setting a selector is only supported for Services');
  const expressions = requirements.filter(({ operator }) => operator !== '=' && operator !== '==');
  if (expressions.length) {
    const shown = expressions.map(({ key, operator, values }) => `{${key} ${operators[operator] ?? operator} [${values.join(' ')}]}`);
    throw new CliError(`match expression [${shown.join(' ')}] not supported on this object`);
  }
  const selector = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? '']));
  return { ...object, spec: { ...asObject(object['spec'] ?? {}), selector } };
}

const withVersion = (object: JsonObject, resourceVersion: string): JsonObject => (resourceVersion ? { ...object, metadata: { ...asObject(object['metadata'] ?? {}), resourceVersion } } : object);
