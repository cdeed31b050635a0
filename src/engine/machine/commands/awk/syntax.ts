// awk's grammar as data.
export type Expr =
  | { readonly t: 'num'; readonly v: number }
  | { readonly t: 'str'; readonly v: string }
  | { readonly t: 're'; readonly re: RegExp }
  | { readonly t: 'var'; readonly name: string }
  | { readonly t: 'index'; readonly name: string; readonly subs: readonly Expr[] }
  | { readonly t: 'field'; readonly of: Expr }
  | { readonly t: 'group'; readonly of: Expr }
  | { readonly t: 'unary'; readonly op: '-' | '+' | '!'; readonly of: Expr }
  | { readonly t: 'binary'; readonly op: string; readonly l: Expr; readonly r: Expr }
  | { readonly t: 'logic'; readonly and: boolean; readonly l: Expr; readonly r: Expr }
  | { readonly t: 'match'; readonly negated: boolean; readonly l: Expr; readonly r: Expr }
  | { readonly t: 'cond'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly t: 'assign'; readonly op: string; readonly l: Lvalue; readonly r: Expr }
  | { readonly t: 'step'; readonly by: 1 | -1; readonly prefix: boolean; readonly l: Lvalue }
  | { readonly t: 'in'; readonly subs: readonly Expr[]; readonly name: string }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly t: 'getline'; readonly to: Lvalue | undefined; readonly from: Expr | undefined; readonly kind: 'main' | 'file' | 'command' };

export type Lvalue = Extract<Expr, { t: 'var' | 'index' | 'field' }>;

export interface Redirect {
  readonly op: '>' | '>>' | '|';
  readonly to: Expr;
}

export type Stmt =
  | { readonly t: 'expr'; readonly of: Expr }
  | { readonly t: 'print' | 'printf'; readonly args: readonly Expr[]; readonly to: Redirect | undefined }
  | { readonly t: 'block'; readonly body: readonly Stmt[] }
  | { readonly t: 'if'; readonly test: Expr; readonly yes: Stmt; readonly no: Stmt | undefined }
  | { readonly t: 'while'; readonly test: Expr; readonly body: Stmt; readonly first: boolean }
  | { readonly t: 'for'; readonly init: Stmt | undefined; readonly test: Expr | undefined; readonly update: Stmt | undefined; readonly body: Stmt }
  | { readonly t: 'forin'; readonly name: string; readonly over: string; readonly body: Stmt }
  | { readonly t: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly t: 'exit' | 'return'; readonly of: Expr | undefined }
  | { readonly t: 'delete'; readonly name: string; readonly subs: readonly Expr[] | undefined };

export interface Rule {
  readonly kind: 'begin' | 'end' | 'pattern';
  readonly from: Expr | undefined;
  readonly to: Expr | undefined;
  readonly body: Stmt | undefined;
  active: boolean;
}
export interface AwkFunction {
  readonly params: readonly string[];
  readonly body: Stmt;
}
export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
