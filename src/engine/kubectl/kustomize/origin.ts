// The annotations that say where an object comes from and what changed it (sigs.k8s.io/kustomize/api/resource/origin.go).
import type { Origin, Resource } from './resource.ts';

const ORIGIN = 'config.kubernetes.io/origin';
const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

/** A path as it stands relative to where the build began. */
export function joined(base: string, path: string): string {
  const parts = base === '' ? [] : base.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.length && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

export function builtinOrigin(base: string, file: string, kind: string): Origin {
  return { configuredIn: joined(base, file), configuredBy: { apiVersion: 'builtin', kind } };
}

/** Of a plugin with a configuration of its own. */
export function pluginOrigin({ origin, body, kind, name, namespace }: Resource): Origin | undefined {
  if (!origin) return undefined;
  return { ...(origin.path === undefined ? {} : { configuredIn: origin.path }), configuredBy: { apiVersion: String(body['apiVersion']), kind, name, ...(namespace === '' ? {} : { namespace }) } };
}

export function annotateOrigins(resource: Resource, wanted: readonly string[]): void {
  const texts = { ...resource.texts('annotations') };
  if (resource.origin && wanted.includes('originAnnotations')) texts[ORIGIN] = lines(resource.origin).join('');
  if (resource.transformations.length && wanted.includes('transformerAnnotations')) texts[TRANSFORMATIONS] = resource.transformations.map((one) => lines(one).map((line, i) => `${i ? '  ' : '- '}${line}`).join('')).join('');
  resource.setTexts('annotations', texts);
}

function lines({ path, configuredIn, configuredBy }: Origin): readonly string[] {
  return [
    ...(path === undefined ? [] : [`path: ${path}\n`]),
    ...(configuredIn === undefined ? [] : [`configuredIn: ${configuredIn}\n`]),
    ...(configuredBy ? ['configuredBy:\n', ...Object.entries(configuredBy).map(([field, value]) => `  ${field}: ${value}\n`)] : []),
  ];
}

