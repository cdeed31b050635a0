// envsubst: the values of variables in place of their names (gettext gettext-runtime/src/envsubst.c).
import { command } from '../command.ts';
import type { Program } from '../process.ts';

const NAMES = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g;

export const envsubst: Program = command({ name: 'envsubst', usage: 'envsubst [OPTION] [SHELL-FORMAT]', about: 'Substitutes the values of environment variables.', flags: { variables: { short: 'v', long: 'variables' } } }, function* (run) {
  const format = run.args[0];
  const wanted = format === undefined ? undefined : new Set([...format.matchAll(NAMES)].map(([, plain, braced]) => plain ?? braced));
  if (run.has('variables')) return void (yield* run.out([...(wanted ?? [])].map((name) => `${name}\n`).join('')));
  const { env, stdin } = run.process;
  let text = '';
  for (let part = yield* stdin.read(); part !== undefined; part = yield* stdin.read()) text += part;
  yield* run.out(text.replace(NAMES, (whole, plain: string | undefined, braced: string | undefined) => {
    const name = plain ?? braced ?? '';
    return wanted && !wanted.has(name) ? whole : (env.get(name) ?? '');
  }));
});
