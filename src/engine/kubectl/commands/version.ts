// kubectl version (kubectl/pkg/cmd/version/version.go).
import type { JsonObject } from '../../base/json.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { VERSION } from '../cli/invocation.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { asObject } from '../resource/builder.ts';

const KUSTOMIZE = 'v5.8.1';
const clientVersion: JsonObject = {
  major: '1', minor: '36', gitVersion: VERSION, gitCommit: 'kubarium', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z', goVersion: 'go1.26.0', compiler: 'gc', platform: 'linux/amd64',
};

export const version: Command = {
  name: 'version',
  short: 'Print the client and server version information',
  long: 'Print the client and server version information for the current context.',
  examples: '# Print the client and server versions for the current context\nkubectl version',
  usage: 'version [flags]',
  completes: ['none'],
  flags: [
    { name: 'client', type: 'bool', usage: 'If true, shows client version only (no server required).' },
    { name: 'output', short: 'o', type: 'string', usage: "One of 'yaml' or 'json'.", complete: ['yaml', 'json'] },
  ],
  *run(ctx) {
    if (ctx.args.length) throw new CliError(`extra arguments: [${ctx.args.join(' ')}]`);
    const output = ctx.flags.string('output');
    if (!['', 'yaml', 'json'].includes(output)) throw new CliError("--output must be 'yaml' or 'json'");
    let server: JsonObject | undefined;
    let failure: unknown;
    if (!ctx.flags.bool('client')) {
      try {
        server = asObject(yield* ctx.rest().get('/version', { timeout: '32s' }));
      } catch (error) {
        failure = error;
      }
    }
    if (output === '') {
      ctx.out(`Client Version: ${VERSION}\nKustomize Version: ${KUSTOMIZE}\n`);
      if (server) ctx.out(`Server Version: ${String(server['gitVersion'])}\n`);
    } else {
      const whole: JsonObject = { clientVersion, kustomizeVersion: KUSTOMIZE, ...(server ? { serverVersion: server } : {}) };
      ctx.out(output === 'yaml' ? formatYaml(whole) : `${indentedJson(whole, '  ', true)}\n`);
    }
    if (failure) throw failure;
  },
};
