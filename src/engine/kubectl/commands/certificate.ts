// kubectl certificate approve and deny (kubectl/pkg/cmd/certificates/certificates.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { filenameFlags, printFlags } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { listAt } from '../ops/pods.ts';
import { ResultPrinter } from '../ops/result.ts';
import { type Info, asObject, pathTo, queryOf, visit } from '../resource/builder.ts';

const APPROVE =
  'Approve a certificate signing request.\n\n kubectl certificate approve allows a cluster admin to approve a certificate signing request (CSR). This action tells a certificate signing controller to issue a certificate to the requester with the attributes requested in the CSR.\n\n SECURITY NOTICE: Depending on the requested attributes, the issued certificate can potentially grant a requester access to cluster resources or to authenticate as a requested identity. Before approving a CSR, ensure you understand what the signed certificate can do.';
const DENY =
  'Deny a certificate signing request.\n\n kubectl certificate deny allows a cluster admin to deny a certificate signing request (CSR). This action tells a certificate signing controller to not to issue a certificate to the requester.';

function decide(verb: 'approve' | 'deny'): Command {
  const [done, type] = verb === 'approve' ? (['approved', 'Approved'] as const) : (['denied', 'Denied'] as const);
  return {
    name: verb,
    short: `${verb === 'approve' ? 'Approve' : 'Deny'} a certificate signing request`,
    long: verb === 'approve' ? APPROVE : DENY,
    examples: `# ${verb === 'approve' ? 'Approve' : 'Deny'} CSR 'csr-sqgzp'\nkubectl certificate ${verb} csr-sqgzp`,
    usage: `${verb} (-f FILENAME | NAME)`,
    completes: ['none'],
    begins: ['printer', 'client'],
    flags: [...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to update'), { name: 'force', type: 'bool', usage: `Update the CSR even if it is already ${done}.` }],
    *run(ctx) {
      if (ctx.args.length === 0 && ctx.flags.list('filename').length === 0 && !ctx.flags.string('kustomize')) throw new CliError('one or more CSRs must be specified as <name> or -f <filename>');
      const results = new ResultPrinter(ctx);
      yield* visit(ctx, queryOf(ctx, ctx.args, { defaultType: 'certificatesigningrequest' }), function* each(info) {
        results.print(yield* change(ctx, info, type), done, { typed: true });
      });
      return 0;
    },
  };
}

function* change(ctx: Invocation, info: Info, type: 'Approved' | 'Denied'): Fiber<JsonObject> {
  const conditions = listAt(info.object, 'status', 'conditions');
  const other = type === 'Approved' ? 'Denied' : 'Approved';
  if (conditions.some((c) => c['type'] === other)) throw new CliError(`certificate signing request ${JSON.stringify(info.name)} is already ${other}`);
  if (conditions.some((c) => c['type'] === type) && !ctx.flags.bool('force')) return info.object;
  const verb = type === 'Approved' ? 'approve' : 'deny';
  const condition = { type, status: 'True', reason: `Kubectl${type === 'Approved' ? 'Approve' : 'Deny'}`, message: `This CSR was ${type.toLowerCase()} by kubectl certificate ${verb}.`, lastUpdateTime: ctx.now };
  const body = { ...info.object, status: { ...asObject(info.object['status'] ?? {}), conditions: [...conditions.filter((c) => c['type'] !== type), condition] } };
  return asObject(yield* ctx.rest().json('PUT', pathTo(info.resource, '', info.name, 'approval'), { body }));
}

export const certificate: Command = {
  name: 'certificate',
  short: 'Modify certificate resources',
  long: 'Modify certificate resources.',
  usage: 'certificate SUBCOMMAND',
  commands: [decide('approve'), decide('deny')],
  bare: { stream: 'stdout', code: 0 },
};
