// kubectl auth reconcile: RBAC objects brought to what a file says, rules and subjects only ever added unless asked (component-helpers/auth/rbac/reconciliation).
import { type JsonObject, equal } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { dryRunFlag, filenameFlags, printFlags } from '../../cli/common-flags.ts';
import { CliError, throwAll } from '../../cli/errors.ts';
import type { DryRun, Invocation } from '../../cli/invocation.ts';
import { listAt } from '../../ops/pods.ts';
import { uncovered } from '../../ops/rule-cover.ts';
import { ResultPrinter, dryRunQuery } from '../../ops/result.ts';
import { take } from '../../ops/steps.ts';
import { type Target, asObject, getObject, pathTo, queryOf, targetsOf } from '../../resource/builder.ts';

export const reconcile: Command = {
  name: 'reconcile',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects.\n\n Missing objects are created, and the containing namespace is created for namespaced objects, if required.\n\n Existing roles are updated to include the permissions in the input objects, and remove extra permissions if --remove-extra-permissions is specified.\n\n Existing bindings are updated to include the subjects in the input objects, and remove extra subjects if --remove-extra-subjects is specified.\n\n This is preferred to \'apply\' for RBAC resources so that semantically-aware merging of rules and subjects is done.',
  examples: '# Reconcile RBAC resources from a file\nkubectl auth reconcile -f my-rbac-rules.yaml',
  usage: 'reconcile -f FILENAME',
  completes: [],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to reconcile.'), dryRunFlag,
    { name: 'remove-extra-permissions', type: 'bool', usage: 'If true, removes extra permissions added to roles' },
    { name: 'remove-extra-subjects', type: 'bool', usage: 'If true, removes extra subjects added to rolebindings' },
  ],
  *run(ctx) {
    if (ctx.flags.list('filename').length === 0 && !ctx.flags.string('kustomize')) throw new CliError('must specify one of -f and -k');
    if (ctx.args.length) throw new CliError('no arguments are allowed');
    const dryRun = ctx.dryRun();
    if (dryRun === 'server') throw new CliError('--dry-run=server for command reconcile is not supported yet');
    void ctx.namespace;
    const found = yield* targetsOf(ctx, queryOf(ctx, [], { typed: true }));
    for (const step of ['client', 'printer'] as const) take(ctx, step);
    throwAll(found.errors);
    const results = new ResultPrinter(ctx, dryRun);
    for (const target of found.targets) {
      if (target.type !== 'object') continue;
      // What is no role and no binding is passed over.
      if (target.resource.group !== 'rbac.authorization.k8s.io') continue;
      results.print(yield* reconcileOne(ctx, target, dryRun), 'reconciled', { typed: true });
    }
    return 0;
  },
};

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
const ruleText = (rule: JsonObject): string => `{Verbs:[${strings(rule['verbs']).join(' ')}] APIGroups:[${strings(rule['apiGroups']).join(' ')}] Resources:[${strings(rule['resources']).join(' ')}] ResourceNames:[${strings(rule['resourceNames']).join(' ')}] NonResourceURLs:[${strings(rule['nonResourceURLs']).join(' ')}]}`;
const subjectText = (s: JsonObject): string => `{Kind:${String(s['kind'] ?? '')} APIGroup:${String(s['apiGroup'] ?? '')} Name:${String(s['name'] ?? '')} Namespace:${String(s['namespace'] ?? '')}}`;

function* reconcileOne(ctx: Invocation, target: Extract<Target, { readonly type: 'object' }>, dryRun: DryRun): Fiber<JsonObject> {
  const field = target.resource.kind.endsWith('Binding') ? 'subjects' : 'rules';
  const current = yield* existing(ctx, target);
  const wanted = listAt(target.object, field);
  const have = listAt(current, field);
  const missing = current === undefined ? wanted : field === 'rules' ? uncovered(have, wanted) : wanted.filter((w) => !have.some((h) => equal(w, h)));
  const extra = field === 'rules' ? uncovered(wanted, have) : have.filter((h) => !wanted.some((w) => equal(w, h)));
  const remove = ctx.flags.bool(field === 'rules' ? 'remove-extra-permissions' : 'remove-extra-subjects');
  report(ctx, field, current === undefined ? 'create' : missing.length || (remove && extra.length) ? 'update' : '', missing, remove ? extra : []);
  if (dryRun === 'client') return target.object;
  const query = dryRunQuery(dryRun);
  if (!current) return asObject(yield* ctx.rest().json('POST', pathTo(target.resource, target.namespace), { body: target.object, query }));
  if (missing.length === 0 && !(remove && extra.length)) return current;
  // Rules that allow too much are replaced by those that are wanted.
  const kept = field === 'rules' && remove && extra.length ? wanted : [...(remove ? have.filter((h) => !extra.includes(h)) : have), ...missing];
  const next = { ...current, [field]: kept };
  return asObject(yield* ctx.rest().json('PUT', pathTo(target.resource, target.namespace, target.name), { body: next, query }));
}

function* existing(ctx: Invocation, target: Extract<Target, { readonly type: 'object' }>): Fiber<JsonObject | undefined> {
  try {
    return yield* getObject(ctx, target.resource, target.namespace, target.name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

function report(ctx: Invocation, field: 'rules' | 'subjects', operation: string, missing: readonly JsonObject[], extra: readonly JsonObject[]): void {
  const show = field === 'rules' ? ruleText : subjectText;
  if (operation) ctx.err(`\treconciliation required ${operation}\n`);
  if (missing.length && operation) ctx.err(`\tmissing ${field} added:\n${missing.map((m) => `\t\t${show(m)}\n`).join('')}`);
  if (extra.length) ctx.err(`\textra ${field} removed:\n${extra.map((e) => `\t\t${show(e)}\n`).join('')}`);
}
