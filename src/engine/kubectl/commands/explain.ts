// kubectl explain (kubectl/pkg/cmd/explain/explain.go, kubectl/pkg/explain/v2).
import type { Command } from '../cli/command.ts';
import { CliError, PlainError } from '../cli/errors.ts';
import { explainKind } from '../explain/render.ts';
import { explainKindAsBefore } from '../explain/render-v2.ts';
import { asObject } from '../resource/builder.ts';
import type { ApiResource } from '../rest/discovery.ts';
import type { Mapper } from '../rest/mapper.ts';

export const explain: Command = {
  name: 'explain',
  short: 'Get documentation for a resource',
  long: 'Describe fields and structure of various resources.\n\n This command describes the fields associated with each supported API resource. Fields are identified via a simple JSONPath identifier:\n\n        <type>.<fieldName>[.<fieldName>]\n        \n Information about each field is retrieved from the server in OpenAPI format.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  examples: `# Get the documentation of the resource and its fields
kubectl explain pods

# Get all the fields in the resource
kubectl explain pods --recursive

# Get the explanation for deployment in supported api versions
kubectl explain deployments --api-version=apps/v1

# Get the documentation of a specific field of a resource
kubectl explain pods.spec.containers

# Get the documentation of resources in different format
kubectl explain deployment --output=plaintext-openapiv2`,
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  begins: ['client'],
  completes: ['type'],
  flags: [
    { name: 'api-version', type: 'string', usage: 'Use given api-version (group/version) of the resource.' },
    { name: 'output', short: 'o', type: 'string', default: 'plaintext', usage: 'Format in which to render the schema. Valid values are: (plaintext, plaintext-openapiv2).', complete: ['plaintext', 'plaintext-openapiv2'] },
    { name: 'recursive', type: 'bool', usage: 'When true, print the name of all the fields recursively. Otherwise, print the available fields with their description.' },
  ],
  *run(ctx) {
    const [word, ...more] = ctx.args;
    if (word === undefined) throw new CliError('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.');
    if (more.length) throw new CliError('We accept only this format: explain RESOURCE');
    const format = ctx.flags.string('output');
    const found = yield* ctx.lookUp((mapper) => asked(mapper, word));
    if (!found) throw new PlainError(`the server doesn't have a resource type ${JSON.stringify(word.split('.')[0])}`);
    const { resource, fields } = found;
    const { group, version } = versionAsked(resource, ctx.flags.string('api-version'));
    const path = group ? `apis/${group}/${version}` : `api/${version}`;
    const index = asObject(asObject(yield* ctx.rest().get('/openapi/v3'))['paths'] ?? {});
    if (!(path in index)) throw new CliError(`couldn't find resource for ${JSON.stringify(`${group ? `${group}/` : '/'}${version}, Resource=${resource.plural}`)}`);
    if (format !== 'plaintext' && format !== 'plaintext-openapiv2') throw new CliError(`unrecognized format: ${format}`);
    const document = asObject(yield* ctx.rest().get(`/openapi/v3/${path}`));
    const question = { document, group, version, kind: resource.kind, plural: resource.plural, fields, recursive: ctx.flags.bool('recursive') };
    if (format === 'plaintext') explainKind(question, (text) => ctx.out(text));
    else ctx.out(explainKindAsBefore(question));
  },
};

/** `pods.spec.containers`, `deployments.apps.spec`: the longest name that is a resource, and the fields after it. */
function asked(mapper: Mapper, word: string): { readonly resource: ApiResource; readonly fields: readonly string[] } | undefined {
  const words = word.split('.').filter((part, i, all) => part !== '' || i < all.length - 1);
  const [first = ''] = words;
  for (let count = words.length; count > 1; count--) {
    const group = words.slice(1, count).join('.');
    const named = mapper.discovery.resources.find((r) => r.group === group && r.preferred && (r.plural === first || r.singular === first || r.shortNames.includes(first)));
    if (named) return { resource: named, fields: words.slice(count) };
  }
  const resource = mapper.find(first);
  return resource && { resource, fields: words.slice(1) };
}

/** @throws CliError where `--api-version` is none */
function versionAsked(resource: ApiResource, text: string): { readonly group: string; readonly version: string } {
  if (!text) return resource;
  const parts = text.split('/');
  if (parts.length > 2) throw new CliError(`unexpected GroupVersion string: ${text}`);
  return parts.length === 1 ? { group: '', version: text } : { group: parts[0] as string, version: parts[1] as string };
}
