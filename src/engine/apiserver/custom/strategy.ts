// What a CustomResourceDefinition gets by default (apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go, registry/customresourcedefinition/strategy.go).
import type { Mutable } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { type Strategy, strategy } from '../strategy.ts';
import type { Definition } from './definition.ts';

export const definitionStrategy: Strategy = strategy<Definition>({
  kind: kinds.customresourcedefinitions,
  generation: true,
  default(draft: Mutable<Definition>) {
    const { spec } = draft as unknown as { spec?: { names?: { kind?: string; singular?: string; listKind?: string }; conversion?: unknown } };
    if (!spec) return;
    spec.conversion ??= { strategy: 'None' };
    const { names } = spec;
    if (!names?.kind) return;
    names.singular ||= names.kind.toLowerCase();
    names.listKind ||= `${names.kind}List`;
  },
  prepareForCreate(draft) {
    const stored = draft.spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
    draft.status = { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: stored } as unknown as Mutable<NonNullable<Definition['status']>>;
  },
  prepareForUpdate(draft, stored) {
    if (stored.status) draft.status = stored.status as Mutable<NonNullable<Definition['status']>>;
  },
});
