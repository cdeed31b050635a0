// One file for each object, as `-o DIR` writes them (sigs.k8s.io/kustomize/kustomize/v5/commands/build/writer.go).
import { yamlOf } from './build.ts';
import { effectiveNamespace, isPlaced } from './identity.ts';
import type { Resource } from './resource.ts';

/** The namespace stands first where there is more than one. */
export function fileTexts(objects: readonly Resource[]): readonly (readonly [name: string, text: string])[] {
  const namespaces = new Set(objects.map((one) => effectiveNamespace(one.id)).filter(isPlaced));
  return objects.map((one) => {
    const { group, version, kind, name } = one.id;
    const namespace = effectiveNamespace(one.id);
    const words = [...(namespaces.size > 1 && isPlaced(namespace) ? [namespace] : []), group, version, kind, name];
    return [`${words.filter((word) => word !== '').join('_').toLowerCase()}.yaml`, yamlOf(one)] as const;
  });
}
