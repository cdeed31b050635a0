// What the API server must know of one kind beyond its schema: the seam between the request pipeline and `kinds/` (registry/*/strategy.go upstream).
import type { Json, Mutable } from '../base/json.ts';
import type { Caller } from '../client/api.ts';
import type { FieldError } from '../kube/field-error.ts';
import type { KubeObject } from '../kube/object.ts';
import type { KindInfo } from '../kube/kind.ts';

/** What a strategy may ask of the world around it. */
export interface StrategyContext {
  /** Who asks. */
  readonly caller: Caller;
  readonly nowMs: number;
  readonly namespace: string;
  /** A stored object of any kind, for cross-checks and allocators. */
  find<T extends KubeObject>(kind: KindInfo, namespace: string, name: string): T | undefined;
  list<T extends KubeObject>(kind: KindInfo, namespace?: string): readonly T[];
  /** Random, for allocators; nothing else. */
  randomInt(bound: number): number;
  /** Adds a `299` warning to the answer. */
  warn(text: string): void;
}

export interface Column {
  readonly name: string;
  /** string, integer, date, boolean … */
  readonly type: string;
  /** 'name' for the first, else '' */
  readonly format: string;
  readonly description: string;
  /** 0: always; 1: only with -o wide */
  readonly priority: number;
}

/** What PUT/PATCH of a subresource other than status may change (ephemeralcontainers, resize, finalize, approval). */
export interface SubresourceRules<T extends KubeObject = KubeObject> {
  prepare(draft: Mutable<T>, stored: T, context: StrategyContext): void;
  validate?(object: T, stored: T, context: StrategyContext): readonly FieldError[];
}

/**
 * One kind. All hooks are optional; drafts are the server's own copies and are changed in place.
 * Order on create: decode → default → admission → prepareForCreate → validate → canonicalise → store. On update: the same with the stored object beside it.
 */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** The kind it is for: matched by group, version and kind. */
  readonly kind: KindInfo;
  /** Defaults that the schema does not carry (pkg/apis/<group>/<version>/defaults.go). */
  default?(draft: Mutable<T>): void;
  /** Those of the status alone: a write of the status does not read the spec again. */
  defaultStatus?(draft: Mutable<T>): void;
  /** Drops what a client may not set (status), sets first values, allocates (IPs, ports). */
  prepareForCreate?(draft: Mutable<T>, context: StrategyContext): void;
  /** Keeps what a client may not change; the pipeline bumps generation where `spec` (or `generationFields`) changed. */
  prepareForUpdate?(draft: Mutable<T>, stored: T, context: StrategyContext): void;
  /** For PUT/PATCH of /status: by default only `status` (and nothing of metadata but managedFields) is taken from the draft. */
  prepareForStatusUpdate?(draft: Mutable<T>, stored: T, context: StrategyContext): void;
  validate?(object: T, context: StrategyContext): readonly FieldError[];
  validateUpdate?(object: T, stored: T, context: StrategyContext): readonly FieldError[];
  validateStatusUpdate?(object: T, stored: T, context: StrategyContext): readonly FieldError[];
  /** By subresource; where there is none, the pipeline takes only what the subresource is for and validates nothing. */
  readonly updates?: Readonly<Record<string, SubresourceRules<T>>>;
  /** Warnings about deprecated or pointless fields. */
  warnings?(object: T, stored: T | undefined): readonly string[];
  /** Fields for fieldSelector beyond metadata.name and metadata.namespace. */
  fields?(object: T): Readonly<Record<string, string>>;
  /** Does the kind have metadata.generation at all (default: it has when it has a spec). */
  readonly generation?: boolean;
  /** Can PUT create it (default no), may PUT omit resourceVersion (default yes). */
  readonly allowCreateOnUpdate?: boolean;
  readonly allowUnconditionalUpdate?: boolean;
  /** DELETE answers with the object instead of a Status. */
  readonly returnsDeleted?: boolean;
  /** What a DELETE without propagationPolicy means (default Background). */
  readonly defaultPropagation?: 'Orphan' | 'Background';
  /** Graceful deletion: seconds to wait, 0 for at once (only Pods). */
  gracePeriod?(object: T, asked: number | undefined): number;
  /** After the object is gone or was created: free or take what was allocated. */
  afterDelete?(object: T, context: StrategyContext): void;
  /** Server-side table, beyond which the default is Name and Age. */
  readonly columns?: readonly Column[];
  /** One row; `nowMs` gives the ages. */
  cells?(object: T, nowMs: number): readonly Json[];
}

export function strategy<T extends KubeObject>(value: Strategy<T>): Strategy {
  return value as unknown as Strategy;
}
