// The three things that `kubectl debug` makes: an ephemeral container, a copy of a Pod, a Pod on a node (kubectl/pkg/cmd/debug/debug.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { createStrategicPatch } from '../../kube/patch/strategic-diff.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { asObject } from '../resource/builder.ts';
import { type DebugStyle, profiledContainer, profiledSpec, withCustom } from './debug-profile.ts';
import { containersIn, mapContainers } from './pod-spec.ts';
import { listAt, textAt } from './pods.ts';

export interface Made {
  readonly pod: JsonObject;
  /** The container to attach to; '' for none. */
  readonly container: string;
}

const podsPath = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`;
const podPath = (pod: JsonObject, subresource = ''): string => `${podsPath(textAt(pod, 'metadata', 'namespace'))}/${textAt(pod, 'metadata', 'name')}${subresource}`;

/** What follows `--`. */
export const commandOf = (ctx: Invocation): readonly string[] => (ctx.dashAt >= 0 ? ctx.args.slice(ctx.dashAt) : []);

/** --set-image as pairs. */
export const imagesOf = (ctx: Invocation): ReadonlyMap<string, string> => new Map(ctx.flags.list('set-image').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));

/** Five letters that are no word, told by the clock: names differ from one session to the next. */
function suffix(ctx: Invocation): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let rest = Math.floor(ctx.nowMs) * 31 + ctx.process.pid;
  let text = '';
  for (let i = 0; i < 5; i++) {
    text += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return text;
}

function nameFor(ctx: Invocation): string {
  const given = ctx.flags.string('container');
  if (given) return given;
  const name = `debugger-${suffix(ctx)}`;
  if (!ctx.flags.bool('quiet')) ctx.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** What the flags say of a container, whoever it was before. */
function flagged(ctx: Invocation, before: JsonObject): JsonObject {
  const { flags } = ctx;
  const words = commandOf(ctx);
  const env = flags.list('env').map((pair) => ({ name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1) }));
  const { args: _args, command: _command, stdin: _stdin, tty: _tty, ...rest } = before;
  const kept = { ...(before['command'] === undefined ? {} : { command: before['command'] }), ...(before['args'] === undefined ? {} : { args: before['args'] }) };
  const run = words.length === 0 ? kept : flags.bool('arguments-only') ? { ...kept, args: [...words] } : { command: [...words] };
  return {
    ...rest, ...run,
    ...(env.length ? { env } : {}),
    ...(flags.string('image') ? { image: flags.string('image') } : {}),
    ...(flags.string('image-pull-policy') ? { imagePullPolicy: flags.string('image-pull-policy') } : {}),
    ...(flags.bool('stdin') ? { stdin: true } : {}), ...(flags.bool('tty') ? { tty: true } : {}),
  };
}

const fresh = (name: string): JsonObject => ({ name, resources: {}, terminationMessagePolicy: 'File' });

function finished(ctx: Invocation, style: DebugStyle, container: JsonObject, custom: JsonObject | undefined): JsonObject {
  return withCustom(profiledContainer(ctx.flags.string('profile'), style, container), custom);
}

export function* inPod(ctx: Invocation, pod: JsonObject, custom: JsonObject | undefined): Fiber<Made> {
  const name = nameFor(ctx);
  const target = ctx.flags.string('target');
  const spec = asObject(pod['spec'] ?? {});
  const before = Array.isArray(spec['ephemeralContainers']) ? (spec['ephemeralContainers'] as readonly Json[]) : [];
  const container = { ...finished(ctx, 'ephemeral', flagged(ctx, fresh(name)), custom), ...(target ? { targetContainerName: target } : {}) };
  warnOfUser(ctx, spec, container);
  const body = createStrategicPatch(pod, { ...pod, spec: { ...spec, ephemeralContainers: [...before, container] } }, schemaOf('', 'v1', 'Pod'));
  const made = asObject(yield* ctx.rest().json('PATCH', podPath(pod, '/ephemeralcontainers'), { body, headers: { 'content-type': 'application/strategic-merge-patch+json' } }));
  return { pod: made, container: name };
}

export function* inCopy(ctx: Invocation, pod: JsonObject, custom: JsonObject | undefined): Fiber<Made> {
  const { flags } = ctx;
  const { spec, debugged } = copiedSpec(ctx, asObject(pod['spec'] ?? {}), custom);
  const metadata = asObject(pod['metadata'] ?? {});
  const kept = Object.fromEntries(['labels', 'annotations'].filter((field) => (debugged === '' || flags.bool(`keep-${field}`) || (field === 'annotations' && flags.string('profile') === 'legacy')) && isObject(metadata[field])).map((field) => [field, metadata[field]]));
  const namespace = textAt(pod, 'metadata', 'namespace');
  warnOfUser(ctx, spec, containersIn(spec, 'containers').find(({ name }) => name === debugged));
  const made = asObject(yield* ctx.rest().json('POST', podsPath(namespace), { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: flags.string('copy-to'), namespace, ...kept }, spec } as JsonObject }));
  if (flags.bool('replace')) yield* ctx.rest().json('DELETE', podPath(pod), { body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } });
  return { pod: made, container: debugged };
}

/** The spec of the copy and the container that is debugged; '' where only images were changed. */
function copiedSpec(ctx: Invocation, given: JsonObject, custom: JsonObject | undefined): { readonly spec: JsonObject; readonly debugged: string } {
  const { flags } = ctx;
  const { nodeName, ephemeralContainers: _, ...rest } = given;
  const images = imagesOf(ctx);
  const shared = flags.changed('share-processes') ? { shareProcessNamespace: flags.bool('share-processes') } : {};
  const copied = { ...rest, ...(flags.bool('same-node') && nodeName !== undefined ? { nodeName } : {}), ...shared };
  const containers = containersIn(copied, 'containers').map((container) => {
    const image = images.get(String(container['name'])) ?? images.get('*');
    return image === undefined ? container : { ...container, image };
  });
  const wanted = flags.string('container');
  const existing = containers.find(({ name }) => name === wanted);
  if (!existing && !flags.string('image')) {
    if (images.size === 0) throw new CliError('you must specify image when creating new container');
    return { spec: { ...copied, containers }, debugged: '' };
  }
  const name = existing ? wanted : nameFor(ctx);
  const changed = existing ? containers.map((one) => (one === existing ? flagged(ctx, one) : one)) : [...containers, flagged(ctx, fresh(name))];
  const profile = flags.string('profile');
  const spec = mapContainers(profiledSpec(profile, 'copy', withoutProbes(ctx, { ...copied, containers: changed })), (one) => (one['name'] === name ? finished(ctx, 'copy', one, custom) : one));
  return { spec, debugged: name };
}

/** Probes and init containers that the copy goes without. */
function withoutProbes(ctx: Invocation, spec: JsonObject): JsonObject {
  if (ctx.flags.string('profile') === 'legacy') return spec;
  const gone = (['liveness', 'readiness', 'startup'] as const).filter((probe) => !ctx.flags.bool(`keep-${probe}`)).map((probe) => `${probe}Probe`);
  const { initContainers, ...rest } = spec;
  const containers = containersIn(spec, 'containers').map((container) => Object.fromEntries(Object.entries(container).filter(([field]) => !gone.includes(field))) as JsonObject);
  return { ...rest, ...(ctx.flags.bool('keep-init-containers') && initContainers !== undefined ? { initContainers } : {}), containers };
}

export function* onNode(ctx: Invocation, node: JsonObject, custom: JsonObject | undefined): Fiber<Made> {
  const nodeName = textAt(node, 'metadata', 'name');
  const name = `node-debugger-${nodeName}-${suffix(ctx)}`;
  const container = ctx.flags.string('container') || 'debugger';
  if (!ctx.flags.bool('quiet')) ctx.out(`Creating debugging pod ${name} with container ${container} on node ${nodeName}.\n`);
  const spec = profiledSpec(ctx.flags.string('profile'), 'node', { containers: [finished(ctx, 'node', flagged(ctx, fresh(container)), custom)], nodeName, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] });
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } }, spec };
  return { pod: asObject(yield* ctx.rest().json('POST', podsPath(ctx.namespace), { body })), container };
}

/** Capabilities mean little to who is not root. */
function warnOfUser(ctx: Invocation, spec: JsonObject, container: JsonObject | undefined): void {
  const user = asObject(spec['securityContext'] ?? {})['runAsUser'];
  const security = asObject(container?.['securityContext'] ?? {});
  if (user === undefined || user === 0 || container?.['securityContext'] === undefined || security['runAsUser'] === 0) return;
  const capable = security['privileged'] === true || listAt(container, 'securityContext', 'capabilities', 'add').length > 0;
  if (capable) ctx.err('Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n');
}
