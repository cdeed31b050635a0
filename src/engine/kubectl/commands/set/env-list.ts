// `set env --list`: the variables of containers, references looked up where --resolve asks for it (kubectl/pkg/cmd/set/env/env_resolve.go).
import { decodeBase64 } from '../../../base/base64.ts';
import type { JsonObject } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import { bytesQuantity, toBytes, toMilli } from '../../../kube/quantity.ts';
import type { EnvVar, EnvVarSource } from '../../../kube/types.generated.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { type Info, asObject } from '../../resource/builder.ts';

export function* listEnvironment(ctx: Invocation, info: Info, container: JsonObject, variables: readonly EnvVar[]): Fiber<void> {
  const unresolved = new Map<string, string[]>();
  ctx.out(`# ${info.resource.kind} ${info.name}, container ${String(container['name'])}\n`);
  for (const { name, value, valueFrom } of variables) {
    if (!valueFrom) {
      ctx.out(`${name}=${value ?? ''}\n`);
      continue;
    }
    if (ctx.flags.bool('resolve')) {
      try {
        ctx.out(`${name}=${yield* valueOf(ctx, info, container, valueFrom)}\n`);
        continue;
      } catch (error) {
        if (!(error instanceof CliError || error instanceof ApiError)) throw error;
        unresolved.set(error.message, [...(unresolved.get(error.message) ?? []), name]);
      }
    }
    ctx.out(`# ${name} from ${referenceText(valueFrom)}\n`);
  }
  const faults = [...unresolved].map(([fault, names]) => `error retrieving reference for ${names.sort().join(', ')}: ${fault}\n`);
  for (const fault of faults.sort()) ctx.err(fault);
}

export function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: EnvVarSource): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`;
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef) return `resource field ${resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : ''}${resourceFieldRef.resource}`;
  return 'invalid valueFrom';
}

function* valueOf(ctx: Invocation, info: Info, container: JsonObject, { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: EnvVarSource): Fiber<string> {
  if (configMapKeyRef) {
    const { name = '', key } = configMapKeyRef;
    const value = (yield* dataOf(ctx, 'configmaps', name))[key];
    if (typeof value !== 'string') throw new CliError(`key ${key} not found in config map ${name}`);
    return value;
  }
  if (secretKeyRef) {
    const { name = '', key } = secretKeyRef;
    const value = (yield* dataOf(ctx, 'secrets', name))[key];
    if (typeof value !== 'string') throw new CliError(`key ${key} not found in secret ${name}`);
    return decodeBase64(value) ?? '';
  }
  if (fieldRef) return fieldValue(info.object, fieldRef.fieldPath);
  if (resourceFieldRef) return resourceValue(container, resourceFieldRef.resource);
  throw new CliError('invalid valueFrom');
}

function* dataOf(ctx: Invocation, plural: 'configmaps' | 'secrets', name: string): Fiber<JsonObject> {
  const object = asObject(yield* ctx.rest().get(`/api/v1/namespaces/${ctx.namespace}/${plural}/${encodeURIComponent(name)}`));
  return asObject(object['data'] ?? {});
}

function fieldValue(object: JsonObject, path: string): string {
  const metadata = asObject(object['metadata'] ?? {});
  switch (path) {
    case 'metadata.annotations':
    case 'metadata.labels':
      return Object.entries(asObject(metadata[path.slice('metadata.'.length)] ?? {})).map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort().join('\n');
    case 'metadata.name':
    case 'metadata.namespace':
      return String(metadata[path.slice('metadata.'.length)] ?? '');
    default:
      throw new CliError(`unsupported fieldPath: ${path}`);
  }
}

function resourceValue(container: JsonObject, resource: string): string {
  const [field, name] = resource.split('.') as [string, string | undefined];
  if ((field !== 'limits' && field !== 'requests') || (name !== 'cpu' && name !== 'memory' && name !== 'ephemeral-storage')) throw new CliError(`unsupported container resource: ${resource}`);
  const quantity = asObject(asObject(container['resources'] ?? {})[field] ?? {})[name];
  const text = typeof quantity === 'string' || typeof quantity === 'number' ? quantity : '0';
  return name === 'cpu' ? String(Math.ceil(toMilli(text) / 1000)) : bytesQuantity(toBytes(text), 'DecimalSI');
}
