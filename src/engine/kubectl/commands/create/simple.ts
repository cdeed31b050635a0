// kubectl create namespace, quota, priorityclass, serviceaccount and token (kubectl/pkg/cmd/create).
import { type JsonObject, isObject } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import type { Command } from '../../cli/command.ts';
import { CliError } from '../../cli/errors.ts';
import { printFlags } from '../../cli/common-flags.ts';
import { createMade, generatorFlags, metadataOf, mustBeNamed, nameOfArgs, onlyName } from '../../ops/create-object.ts';
import { resourceList } from '../../ops/resource-list.ts';
import { ResultPrinter } from '../../ops/result.ts';
import { take } from '../../ops/steps.ts';
import { asObject } from '../../resource/builder.ts';

export const createNamespace: Command = {
  name: 'namespace',
  aliases: ['ns'],
  short: 'Create a namespace with the specified name',
  long: 'Create a namespace with the specified name.',
  examples: '# Create a new namespace named my-namespace\nkubectl create namespace my-namespace',
  usage: 'namespace NAME [--dry-run=server|client|none]',
  completes: [],
  flags: generatorFlags,
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    yield* createMade(ctx, { plural: 'namespaces', namespaced: false, object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} } });
  },
};

export const createQuota: Command = {
  name: 'quota',
  aliases: ['resourcequota'],
  short: 'Create a quota with the specified name',
  long: 'Create a resource quota with the specified name, hard limits, and optional scopes.',
  examples: `# Create a new resource quota named my-quota
kubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2,services=3,replicationcontrollers=2,resourcequotas=1,secrets=5,persistentvolumeclaims=10

# Create a new resource quota named best-effort
kubectl create quota best-effort --hard=pods=100 --scopes=BestEffort`,
  usage: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'hard', type: 'string', usage: 'A comma-delimited set of resource=quantity pairs that define a hard limit.' },
    { name: 'scopes', type: 'string', usage: 'A comma-delimited set of quota scopes that must all match each object tracked by the quota.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    const hard = resourceList(ctx.flags.string('hard'));
    const scopes = ctx.flags.string('scopes') ? ctx.flags.string('scopes').split(',') : [];
    if (scopes.includes('')) throw new CliError(`invalid resource quota scope ""`);
    const spec = { ...(Object.keys(hard).length ? { hard } : {}), ...(scopes.length ? { scopes } : {}) };
    const object = { kind: 'ResourceQuota', apiVersion: 'v1', metadata: metadataOf(ctx, name), spec, status: {} };
    yield* createMade(ctx, { plural: 'resourcequotas', namespaced: true, object, errorPrefix: 'failed to create quota: ' });
  },
};

export const createPriorityClass: Command = {
  name: 'priorityclass',
  aliases: ['pc'],
  short: 'Create a priority class with the specified name',
  long: 'Create a priority class with the specified name, value, globalDefault and description.',
  examples: `# Create a priority class named high-priority
kubectl create priorityclass high-priority --value=1000 --description="high priority"

# Create a priority class named default-priority that is considered as the global default priority
kubectl create priorityclass default-priority --value=1000 --global-default=true --description="default priority"

# Create a priority class named high-priority that cannot preempt pods with lower priority
kubectl create priorityclass high-priority --value=1000 --description="high priority" --preemption-policy="Never"`,
  usage: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  completes: [],
  flags: [
    ...generatorFlags,
    { name: 'description', type: 'string', usage: "description is an arbitrary string that usually provides guidelines on when this priority class should be used." },
    { name: 'global-default', type: 'bool', usage: 'global-default specifies whether this PriorityClass should be considered as the default priority.' },
    { name: 'preemption-policy', type: 'string', default: 'PreemptLowerPriority', usage: 'preemption-policy is the policy for preempting pods with lower priority.' },
    { name: 'value', type: 'int', default: '0', usage: 'the value of this priority class.' },
  ],
  *run(ctx) {
    const name = nameOfArgs(ctx);
    const { flags } = ctx;
    const object = {
      kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1', metadata: { name }, value: flags.int('value'),
      ...(flags.bool('global-default') ? { globalDefault: true } : {}),
      ...(flags.string('description') ? { description: flags.string('description') } : {}),
      preemptionPolicy: flags.string('preemption-policy'),
    };
    yield* createMade(ctx, { plural: 'priorityclasses', namespaced: false, object, errorPrefix: 'failed to create priorityclass: ' });
  },
};

export const createServiceAccount: Command = {
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Create a service account with the specified name',
  long: 'Create a service account with the specified name.',
  examples: '# Create a new service account named my-service-account\nkubectl create serviceaccount my-service-account',
  usage: 'serviceaccount NAME [--dry-run=server|client|none]',
  completes: [],
  flags: generatorFlags,
  *run(ctx) {
    const name = nameOfArgs(ctx);
    mustBeNamed(name);
    yield* createMade(ctx, { plural: 'serviceaccounts', namespaced: true, object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataOf(ctx, name) }, errorPrefix: 'failed to create serviceaccount: ' });
  },
};

const BOUND_KINDS: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1', Node: 'v1' };

export const createToken: Command = {
  name: 'token',
  short: 'Request a service account token',
  long: 'Request a service account token.',
  examples: `# Request a token to authenticate to the kube-apiserver as the service account "myapp" in the current namespace
kubectl create token myapp

# Request a token for a service account in a custom namespace
kubectl create token myapp --namespace myns

# Request a token with a custom expiration
kubectl create token myapp --duration 10m

# Request a token with a custom audience
kubectl create token myapp --audience https://example.com

# Request a token bound to an instance of a Secret object
kubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret

# Request a token bound to an instance of a Secret object with a specific UID
kubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret --bound-object-uid 0d4691ed-659b-4935-a832-355f77ee47cc`,
  usage: 'token SERVICE_ACCOUNT_NAME',
  completes: [],
  flags: [
    ...printFlags,
    { name: 'audience', type: 'array', usage: 'Audience of the requested token. If unset, defaults to requesting a token for use with the Kubernetes API server. May be repeated to request a token valid for multiple audiences.' },
    { name: 'bound-object-kind', type: 'string', usage: 'Kind of an object to bind the token to. Supported kinds are Node, Pod, Secret. If set, --bound-object-name must be provided.' },
    { name: 'bound-object-name', type: 'string', usage: 'Name of an object to bind the token to. The token will expire when the object is deleted. Requires --bound-object-kind.' },
    { name: 'bound-object-uid', type: 'string', usage: 'UID of an object to bind the token to. Requires --bound-object-kind and --bound-object-name. If unset, the UID of the existing object is used.' },
    { name: 'duration', type: 'duration', usage: 'Requested lifetime of the issued token. If not set or if set to 0, the lifetime will be determined by the server automatically. The server may return a token with a longer or shorter lifetime.' },
  ],
  *run(ctx) {
    const name = onlyName(ctx);
    for (const step of ['namespace', 'client', 'printer'] as const) take(ctx, step);
    if (name === '') throw new CliError('service account name is required');
    const { flags } = ctx;
    const kind = flags.string('bound-object-kind');
    const seconds = flags.duration('duration') / 1000;
    if (seconds < 0) throw new CliError('--duration must be greater than or equal to 0');
    if (!Number.isInteger(seconds)) throw new CliError('--duration cannot be expressed in units less than seconds');
    if (flags.list('audience').includes('')) throw new CliError('--audience must not be an empty string');
    if (!kind && flags.string('bound-object-name')) throw new CliError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (!kind && flags.string('bound-object-uid')) throw new CliError('--bound-object-uid can only be set if --bound-object-kind is provided');
    if (kind && !(kind in BOUND_KINDS)) throw new CliError(`supported --bound-object-kind values are Node, Pod, Secret`);
    if (kind && !flags.string('bound-object-name')) throw new CliError('--bound-object-name is required if --bound-object-kind is provided');
    const body = {
      kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {},
      spec: {
        ...(flags.list('audience').length ? { audiences: flags.list('audience') } : { audiences: null }),
        ...(seconds > 0 ? { expirationSeconds: seconds } : { expirationSeconds: null }),
        boundObjectRef: kind ? { kind, apiVersion: 'v1', name: flags.string('bound-object-name'), ...(flags.string('bound-object-uid') ? { uid: flags.string('bound-object-uid') } : {}) } : null,
      },
      status: { token: '', expirationTimestamp: null },
    };
    let answer: JsonObject;
    try {
      answer = asObject(yield* ctx.rest().json('POST', `/api/v1/namespaces/${ctx.namespace}/serviceaccounts/${name}/token`, { body }));
    } catch (error) {
      throw error instanceof ApiError ? new CliError(`failed to create token: ${error.message}`) : error;
    }
    const token = isObject(answer['status']) ? String(answer['status']['token'] ?? '') : '';
    if (!token) throw new CliError('failed to create token: no token in server response');
    // What is piped on is the token and nothing else.
    const terminal = ctx.process.tty !== undefined && ctx.process.isTty?.(1) !== false;
    if (flags.string('output')) new ResultPrinter(ctx).print(answer, '', { typed: true });
    else ctx.out(terminal ? `${token}\n` : token);
    return 0;
  },
};
