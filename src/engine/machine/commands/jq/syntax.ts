// jq's grammar as data.
export type JqNode =
  | { readonly t: 'identity' | 'recurse' | 'break-all' }
  | { readonly t: 'literal'; readonly value: JqValue }
  | { readonly t: 'format'; readonly name: string }
  | { readonly t: 'string'; readonly format: string | undefined; readonly parts: readonly (string | JqNode)[] }
  | { readonly t: 'index'; readonly of: JqNode; readonly key: JqNode }
  | { readonly t: 'slice'; readonly of: JqNode; readonly from: JqNode | undefined; readonly to: JqNode | undefined }
  | { readonly t: 'iterate'; readonly of: JqNode }
  | { readonly t: 'try'; readonly of: JqNode; readonly catch: JqNode | undefined }
  | { readonly t: 'pipe' | 'comma'; readonly l: JqNode; readonly r: JqNode }
  | { readonly t: 'binary'; readonly op: string; readonly l: JqNode; readonly r: JqNode }
  | { readonly t: 'logic'; readonly and: boolean; readonly l: JqNode; readonly r: JqNode }
  | { readonly t: 'alternative'; readonly l: JqNode; readonly r: JqNode }
  | { readonly t: 'negate'; readonly of: JqNode }
  | { readonly t: 'assign'; readonly op: string; readonly l: JqNode; readonly r: JqNode }
  | { readonly t: 'if'; readonly test: JqNode; readonly yes: JqNode; readonly no: JqNode | undefined }
  | { readonly t: 'reduce'; readonly source: JqNode; readonly pattern: JqPattern; readonly init: JqNode; readonly update: JqNode }
  | { readonly t: 'foreach'; readonly source: JqNode; readonly pattern: JqPattern; readonly init: JqNode; readonly update: JqNode; readonly extract: JqNode | undefined }
  | { readonly t: 'as'; readonly source: JqNode; readonly patterns: readonly JqPattern[]; readonly body: JqNode }
  | { readonly t: 'def'; readonly def: JqDefinition; readonly body: JqNode }
  | { readonly t: 'label'; readonly name: string; readonly body: JqNode }
  | { readonly t: 'break'; readonly name: string }
  | { readonly t: 'variable'; readonly name: string }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly JqNode[] }
  | { readonly t: 'array'; readonly of: JqNode | undefined }
  | { readonly t: 'object'; readonly entries: readonly { readonly key: JqNode; readonly value: JqNode | undefined }[] };

export type JqPattern =
  | { readonly t: 'variable'; readonly name: string }
  | { readonly t: 'array'; readonly items: readonly JqPattern[] }
  | { readonly t: 'object'; readonly entries: readonly { readonly key: JqNode; readonly variable: string | undefined; readonly pattern: JqPattern | undefined }[] };

export interface JqDefinition {
  readonly name: string;
  /** Names of filters, or `$name` for values. */
  readonly params: readonly string[];
  readonly body: JqNode;
}

export type JqValue = null | boolean | number | string | readonly JqValue[] | { readonly [key: string]: JqValue };
