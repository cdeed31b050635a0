// What a profile of `kubectl debug` does to the Pod that it made, and what --custom adds (kubectl/pkg/cmd/debug/profiles.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { definition } from '../../kube/schema/schema.ts';
import type { StructShape } from '../../kube/schema/shape.ts';
import { parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { asObject } from '../resource/builder.ts';

/** An ephemeral container in a Pod, a copy of a Pod, or a Pod on a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

export const PROFILES: readonly string[] = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'];

const LEGACY = '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';

export function warnOfLegacy(ctx: Invocation): void {
  if (ctx.flags.string('profile') === 'legacy') ctx.err(LEGACY);
}

const HOST = { hostNetwork: true, hostPID: true, hostIPC: true };
const ROOT = { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] };

/** What of the Pod's spec a profile changes. */
export function profiledSpec(profile: string, style: DebugStyle, spec: JsonObject): JsonObject {
  if (style === 'ephemeral') return spec;
  if (style === 'copy') return profile === 'legacy' || spec['shareProcessNamespace'] !== undefined ? spec : { ...spec, shareProcessNamespace: true };
  switch (profile) {
    case 'legacy':
    case 'general':
    case 'sysadmin':
      return { ...spec, ...HOST, ...ROOT };
    case 'netadmin':
      return { ...spec, ...HOST };
    default:
      return spec;
  }
}

/** What of the container a profile changes. */
export function profiledContainer(profile: string, style: DebugStyle, container: JsonObject): JsonObject {
  const mounts = style === 'node' && ['legacy', 'general', 'sysadmin'].includes(profile) ? { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } : {};
  const given = asObject(container['securityContext'] ?? {});
  const { securityContext: _, ...bare } = container;
  switch (profile) {
    case 'general':
      return style === 'node' ? { ...bare, ...mounts } : { ...container, securityContext: { ...given, capabilities: added(given, ['SYS_PTRACE']) } };
    case 'baseline':
      return bare;
    case 'netadmin':
      return { ...container, securityContext: { ...given, capabilities: added(given, ['NET_ADMIN', 'NET_RAW']) } };
    case 'restricted':
      return { ...bare, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } };
    case 'sysadmin':
      return { ...container, securityContext: { ...given, privileged: true }, ...mounts };
    default:
      return { ...container, ...mounts };
  }
}

function added(securityContext: JsonObject, capabilities: readonly string[]): JsonObject {
  const before = asObject(securityContext['capabilities'] ?? {});
  return { ...before, add: [...(Array.isArray(before['add']) ? (before['add'] as readonly Json[]) : []), ...capabilities] };
}

/** The partial container of --custom. @throws CliError */
export function customProfile(ctx: Invocation): JsonObject | undefined {
  const file = ctx.flags.string('custom');
  if (!file) return undefined;
  let text: string;
  try {
    text = ctx.readFile(file);
  } catch (error) {
    throw new CliError(`must pass a container spec json file for custom profile: ${(error as Error).message}`);
  }
  try {
    const value = parseYaml(text);
    if (isObject(value)) return value;
    throw new CliError('no object');
  } catch (error) {
    throw new CliError(`${file} does not contain a valid container spec: ${(error as Error).message}`);
  }
}

const FIXED = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];

/** @throws CliError where it wants to change what it may not */
export function checkCustom(custom: JsonObject | undefined): void {
  if (custom && FIXED.some((field) => custom[field] !== undefined && custom[field] !== '' && !(Array.isArray(custom[field]) && custom[field].length === 0))) throw new CliError('name, command, image, lifecycle and volume devices are not modifiable via custom profile');
}

export function withCustom(container: JsonObject, custom: JsonObject | undefined): JsonObject {
  return custom ? asObject(applyStrategicPatch(container, custom, definition('io.k8s.api.core.v1.Container') as StructShape)) : container;
}
