// The kinds that this cluster has been taught: its CustomResourceDefinitions as the API gives them, with the schemas by which the editor completes.
import { create } from 'zustand';
import type { WireRequest, WireResponse } from '../../bridge/protocol.ts';
import type { KindInfo } from '../../engine/kube/kind.ts';
import { groupVersion } from '../../engine/kube/kind.ts';
import type { Definition } from './schema-fields.ts';

interface CustomDefinition {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly singular?: string; readonly shortNames?: readonly string[] };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly schema?: { readonly openAPIV3Schema?: Definition } }[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface LiveKinds {
  readonly kinds: readonly KindInfo[];
  /** By name, as they stand among the schema's definitions. */
  readonly definitions: Readonly<Record<string, Definition>>;
  /** Changes when any of them does. */
  readonly signature: string;
}

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

export const useLiveKinds = create<LiveKinds>(() => ({ kinds: [], definitions: {}, signature: '' }));

export const definitionName = (info: { readonly group: string; readonly version: string; readonly kind: string }): string => `custom.${info.group}.${info.version}.${info.kind}`;

/** What is served of them: one kind a version. */
export function liveKindsOf(items: readonly CustomDefinition[]): Omit<LiveKinds, 'signature'> {
  const kinds: KindInfo[] = [];
  const definitions: Record<string, Definition> = {};
  for (const { spec, status } of items) {
    if (!status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True')) continue;
    const { kind, plural, singular = kind.toLowerCase(), shortNames = [] } = spec.names;
    for (const version of spec.versions.filter(({ served }) => served)) {
      const info: KindInfo = { group: spec.group, version: version.name, kind, plural, singular, shortNames, namespaced: spec.scope === 'Namespaced', verbs: VERBS, categories: [], subresources: [] };
      kinds.push(info);
      definitions[definitionName(info)] = schemaOf(info, version.schema?.openAPIV3Schema);
    }
  }
  return { kinds, definitions };
}

/** As the schemas of built-in kinds are: the kind itself fixed, and what every object has. */
function schemaOf(info: KindInfo, schema: Definition = {}): Definition {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...properties } = schema.properties ?? {};
  return {
    ...schema,
    type: 'object',
    properties: {
      apiVersion: { type: 'string', enum: [groupVersion(info)] },
      kind: { type: 'string', enum: [info.kind], ...(schema.description === undefined ? {} : { description: schema.description }) },
      metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' },
      ...properties,
    },
    required: ['apiVersion', 'kind', ...(schema.required ?? []).filter((name) => name !== 'status' && name !== 'apiVersion' && name !== 'kind')],
  };
}

/** Asks the API again; the store changes only where they did. */
export async function refreshLiveKinds(ask: (request: WireRequest) => Promise<WireResponse>): Promise<LiveKinds> {
  const { code, body } = await ask({ method: 'GET', path: PATH });
  const items = code === 200 ? ((body as unknown as { readonly items?: readonly CustomDefinition[] }).items ?? []) : [];
  const signature = items.map(({ spec, metadata }) => `${spec.group}/${spec.names.plural}@${metadata?.resourceVersion}`).join();
  if (signature !== useLiveKinds.getState().signature) useLiveKinds.setState({ signature, ...liveKindsOf(items) });
  return useLiveKinds.getState();
}
