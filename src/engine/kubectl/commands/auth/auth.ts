// kubectl auth: can-i, whoami and reconcile (kubectl/pkg/cmd/auth).
import { type JsonObject } from '../../../base/json.ts';
import { byteOrder } from '../../../kube/go-format.ts';
import type { Command } from '../../cli/command.ts';
import { printFlags } from '../../cli/common-flags.ts';
import { ResultPrinter } from '../../ops/result.ts';
import { objectAt, textAt } from '../../ops/pods.ts';
import { nameOf } from '../../printers/printer.ts';
import { align } from '../../printers/tabwriter.ts';
import { asObject } from '../../resource/builder.ts';
import { canI } from './can-i.ts';
import { reconcile } from './reconcile.ts';

const whoami: Command = {
  name: 'whoami',
  short: 'Experimental: Check self subject attributes',
  long: 'Experimental: Check who you are and your attributes (groups, extra).\n\n        This command is helpful to get yourself aware of the current user attributes,\n        especially when dynamic authentication, e.g., token webhook, auth proxy, or OIDC provider,\n        is enabled in the Kubernetes cluster.',
  examples: '# Get your subject attributes\nkubectl auth whoami\n\n# Get your subject attributes in JSON format\nkubectl auth whoami -o json',
  usage: 'whoami',
  completes: ['none'],
  flags: printFlags,
  *run(ctx) {
    void ctx.cluster;
    if (ctx.args.length) throw ctx.usage(`Unexpected args: [${ctx.args.join(' ')}]`);
    const review = asObject(yield* ctx.rest().json('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: { userInfo: {} } } }));
    const results = new ResultPrinter(ctx);
    if (ctx.flags.changed('output') && ctx.flags.string('output') === '') return ctx.out(`${nameOf(review)}\n`);
    if (ctx.flags.changed('output')) {
      results.print({ kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: review['metadata'], status: review['status'] }, '', { typed: true });
      return;
    }
    ctx.out(align([['ATTRIBUTE', 'VALUE'], ...attributes(objectAt(review, 'status', 'userInfo'))]));
  },
};

function attributes(user: JsonObject): string[][] {
  const list = (value: unknown): string => `[${(Array.isArray(value) ? value : []).join(' ')}]`;
  const rows: string[][] = [];
  if (textAt(user, 'username')) rows.push(['Username', textAt(user, 'username')]);
  if (textAt(user, 'uid')) rows.push(['UID', textAt(user, 'uid')]);
  if (Array.isArray(user['groups']) && user['groups'].length) rows.push(['Groups', list(user['groups'])]);
  for (const [key, value] of Object.entries(objectAt(user, 'extra')).sort(([a], [b]) => byteOrder(a, b))) rows.push([`Extra: ${key}`, list(value)]);
  return rows;
}

export const auth: Command = {
  name: 'auth',
  short: 'Inspect authorization',
  long: 'Inspect authorization.',
  usage: 'auth [flags]',
  commands: [canI, reconcile, whoami],
};
