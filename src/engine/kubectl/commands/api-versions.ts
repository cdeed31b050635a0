// kubectl api-versions (kubectl/pkg/cmd/apiresources/apiversions.go).
import type { Command } from '../cli/command.ts';

export const apiVersions: Command = {
  name: 'api-versions',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  long: 'Print the supported API versions on the server, in the form of "group/version".',
  examples: '# Print the supported API versions\nkubectl api-versions',
  noArguments: 'unexpected arguments',
  begins: ['client'],
  usage: 'api-versions',
  completes: ['none'],
  *run(ctx) {
    const mapper = yield* ctx.mapper(true);
    ctx.out([...mapper.discovery.groupVersions].sort().map((v) => `${v}\n`).join(''));
  },
};
