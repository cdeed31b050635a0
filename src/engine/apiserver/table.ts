// Server-side tables: the columns and cells of the kind's strategy, by default its name and when it was created (apiserver/pkg/registry/rest/table.go).
import type { Json } from '../base/json.ts';
import { asJson } from '../client/api.ts';
import { badRequest } from '../kube/api-error.ts';
import type { KubeObject } from '../kube/object.ts';
import { withMeta } from './registry/meta.ts';
import type { Column, Strategy } from './strategy.ts';

export type IncludeObject = 'Metadata' | 'Object' | 'None';

export const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';
const createdDescription =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

const defaultColumns: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name', description: nameDescription, priority: 0 },
  { name: 'Created At', type: 'date', format: '', description: createdDescription, priority: 0 },
];

export function includeObject(text: string | undefined): IncludeObject {
  if (text === undefined || text === '') return 'Metadata';
  if (text === 'Metadata' || text === 'Object' || text === 'None') return text;
  throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`);
}

export interface TableInput {
  readonly strategy: Strategy;
  readonly items: readonly KubeObject[];
  readonly metadata: Readonly<Record<string, Json | undefined>>;
  readonly include: IncludeObject;
  readonly nowMs: number;
  /** Watches send the columns with the first event only. */
  readonly headers: boolean;
}

export function tableOf({ strategy, items, metadata, include, nowMs, headers }: TableInput): Json {
  const columns = strategy.cells && strategy.columns ? strategy.columns : defaultColumns;
  const cells = strategy.cells && strategy.columns ? strategy.cells : (object: KubeObject): readonly Json[] => [object.metadata.name, object.metadata.creationTimestamp];
  const rows = items.map((item) => ({ cells: cells(item, nowMs), object: include === 'None' ? null : include === 'Object' ? asJson(item) : partial(internal(item)), ...rowConditions(item) }));
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: headers ? (columns as unknown as Json) : null, rows };
}

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/** Rows are made from the internal version, in which this annotation is a field (pkg/apis/apps/v1/conversion.go). */
function internal(item: KubeObject): KubeObject {
  const { annotations } = item.metadata;
  if (item.kind !== 'DaemonSet' || annotations?.[TEMPLATE_GENERATION] === undefined) return item;
  const { [TEMPLATE_GENERATION]: _generation, ...kept } = annotations;
  return withMeta(item, { annotations: kept });
}

const finished: Readonly<Record<string, string>> = { Succeeded: 'The pod has completed successfully.', Failed: 'The pod failed.' };

/** Pods that have run their course are marked (printers/internalversion/printers.go podSuccessConditions). */
function rowConditions(item: KubeObject): { readonly conditions?: Json } {
  if (item.kind !== 'Pod') return {};
  const { phase = '' } = (item as { readonly status?: { readonly phase?: string } }).status ?? {};
  const message = finished[phase];
  return message === undefined ? {} : { conditions: [{ type: 'Completed', status: 'True', reason: phase, message }] };
}

/** The object's metadata alone. */
export function partial(object: KubeObject): Json {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: asJson(object.metadata as unknown as KubeObject) };
}
