// What the expressions of admission policies and webhooks may speak of: object, oldObject, request, params, namespaceObject, authorizer, variables (apiserver/pkg/admission/plugin/cel/compile.go).
import { compileCel, type Compiled, kubernetesLibrary, type Program } from './cel.ts';
import type { Scope } from './checker.ts';
import type { Library } from './library.ts';
import { bool, type CelType, dyn, int, isDyn, listOf, mapOf, type ObjectType, parseType, primitive, string, typeText } from './types.ts';
import { type CelValue, EvaluationFault, Opaque } from './values.ts';

const timestamp = primitive('timestamp');
const strings = listOf(string);

function objectOf(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  return { is: 'object', name, field: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined) };
}

const gvk = objectOf('kubernetes.GroupVersionKind', { group: string, version: string, kind: string });
const gvr = objectOf('kubernetes.GroupVersionResource', { group: string, version: string, resource: string });
const userInfo = objectOf('kubernetes.UserInfo', { username: string, uid: string, groups: strings, extra: mapOf(string, strings) });

export const requestType = objectOf('kubernetes.AdmissionRequest', {
  kind: gvk, resource: gvr, subResource: string, requestKind: gvk, requestResource: gvr, requestSubResource: string, name: string, namespace: string, operation: string, userInfo, dryRun: bool, options: dyn,
});

const condition = objectOf('kubernetes.NamespaceCondition', { status: string, type: string, lastTransitionTime: timestamp, message: string, reason: string });
export const namespaceType = objectOf('kubernetes.Namespace', {
  metadata: objectOf('kubernetes.NamespaceMetadata', {
    name: string, generateName: string, namespace: string, labels: mapOf(string, string), annotations: mapOf(string, string), UID: string, creationTimestamp: timestamp,
    deletionGracePeriodSeconds: int, deletionTimestamp: timestamp, generation: int, resourceVersion: string, finalizers: strings,
  }),
  spec: objectOf('kubernetes.NamespaceSpec', { finalizers: strings }),
  status: objectOf('kubernetes.NamespaceStatus', { conditions: listOf(condition), phase: string }),
});

/** What an authorizer in an expression asks. */
export interface AccessQuestion {
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly verb: string;
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}
export type AccessAnswer = { readonly allowed: boolean; readonly reason: string };

interface Check extends Omit<AccessQuestion, 'verb'> {
  readonly ask: (question: AccessQuestion) => AccessAnswer;
}

const [AUTHORIZER, PATH, GROUP, RESOURCE, DECISION] = ['Authorizer', 'PathCheck', 'GroupCheck', 'ResourceCheck', 'Decision'].map((name) => `kubernetes.authorization.${name}`) as [string, string, string, string, string];

export function authorizerValue(ask: (question: AccessQuestion) => AccessAnswer): CelValue {
  return new Opaque(AUTHORIZER, { ask, group: '', resource: '', subresource: '', namespace: '', name: '' } satisfies Check);
}

export function resourceCheckValue(ask: (question: AccessQuestion) => AccessAnswer, of: Omit<AccessQuestion, 'verb'>): CelValue {
  return new Opaque(RESOURCE, { ask, ...of } satisfies Check);
}

function addAuthorizer(library: Library): void {
  const m = library.member.bind(library);
  const step = (name: string, from: string, to: string, change: (text: string) => Partial<Check>): void => m(name, `${from}, string`, to, (check: Opaque, text: string) => new Opaque(to, { ...(check.value as Check), ...change(text) }));
  step('path', AUTHORIZER, PATH, (path) => {
    if (path === '') throw new EvaluationFault('path must not be empty');
    return { path };
  });
  step('group', AUTHORIZER, GROUP, (group) => ({ group }));
  m('serviceAccount', `${AUTHORIZER}, string, string`, AUTHORIZER, (check: Opaque, namespace: string, name: string) => new Opaque(AUTHORIZER, { ...(check.value as Check), serviceAccount: { namespace, name } }));
  step('resource', GROUP, RESOURCE, (resource) => ({ resource }));
  step('subresource', RESOURCE, RESOURCE, (subresource) => ({ subresource }));
  step('namespace', RESOURCE, RESOURCE, (namespace) => ({ namespace }));
  step('name', RESOURCE, RESOURCE, (name) => ({ name }));
  for (const from of [RESOURCE, PATH]) {
    m('check', `${from}, string`, DECISION, (check: Opaque, verb: string) => {
      const { ask, ...question } = check.value as Check;
      return new Opaque(DECISION, ask({ ...question, verb }));
    });
  }
  m('allowed', DECISION, 'bool', (decision: Opaque) => (decision.value as AccessAnswer).allowed);
  m('reason', DECISION, 'string', (decision: Opaque) => (decision.value as AccessAnswer).reason);
  m('errored', DECISION, 'bool', () => false);
  m('error', DECISION, 'string', () => '');
  library.global('jsonpatch.escapeKey', 'string', 'string', (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
}

let library: Library | undefined;
/** CEL with Kubernetes' libraries, the authorizer among them; made at first use. */
export function admissionLibrary(): Library {
  return (library ??= kubernetesLibrary(addAuthorizer));
}

export interface Speaks {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** `Object{…}` and `JSONPatch{…}`, in mutations. */
  readonly patches?: boolean;
  /** `device`, in the selectors of device classes and claims, and nothing else. */
  readonly devices?: boolean;
  /** What is known of the object's and the parameters' types, for type checking. */
  readonly object?: CelType;
  readonly paramsType?: CelType;
}

const deviceType = objectOf('DRADevice', { driver: string, attributes: mapOf(string, mapOf(string, dyn)), capacity: mapOf(string, mapOf(string, parseType('kubernetes.Quantity'))), allowMultipleAllocations: bool });
const patchType = objectOf('JSONPatch', { op: string, path: string, from: string, value: dyn });

/** `Object`, `Object.spec`, `Object.spec.template` …: any field, of any type. */
function configurationType(name: string): CelType | undefined {
  if (name === 'JSONPatch') return patchType;
  return name === 'Object' || name.startsWith('Object.') ? { is: 'object', name, field: () => dyn } : undefined;
}

/** Compiles the expressions of one policy; variables that were compiled before are known to later ones. */
export class AdmissionCompiler {
  readonly variables = new Map<string, Program>();
  private readonly types = new Map<string, CelType>();
  private readonly scope: Scope;

  constructor(speaks: Speaks) {
    const variables: ObjectType = { is: 'object', name: 'kubernetes.variables', field: (name) => this.types.get(name) };
    const known: Record<string, CelType> = speaks.devices ? { device: deviceType } : { object: speaks.object ?? dyn, oldObject: speaks.object ?? dyn, request: requestType, namespaceObject: namespaceType, variables };
    if (speaks.params) known['params'] = speaks.paramsType ?? dyn;
    if (speaks.authorizer) {
      known['authorizer'] = parseType(AUTHORIZER);
      known['authorizer.requestResource'] = parseType(RESOURCE);
    }
    this.scope = { library: admissionLibrary(), variable: (name) => (Object.hasOwn(known, name) ? known[name] : undefined), ...(speaks.patches ? { struct: configurationType } : {}) };
  }

  compile(source: string): Compiled {
    return compileCel(source, this.scope);
  }

  /** Compiles and makes sure of the type; the error is what the API shows after the value. */
  compileAs(source: string, wanted: readonly string[]): { readonly program: Program } | { readonly error: string } {
    const compiled = this.compile(source);
    if ('error' in compiled) return { error: `compilation failed: ${compiled.error}` };
    const { type } = compiled.program;
    if (wanted.length === 0 || wanted.includes(shown(type))) return compiled;
    return { error: wanted.length === 1 ? `must evaluate to ${wanted[0]} but got ${shown(type)}` : `must evaluate to one of [${wanted.join(' ')}] but got ${shown(type)}` };
  }

  /** Adds a variable; one that does not compile is of any type. */
  addVariable(name: string, source: string): string | undefined {
    const compiled = this.compile(source);
    if ('error' in compiled) {
      this.types.set(name, dyn);
      return `compilation failed: ${compiled.error}`;
    }
    this.types.set(name, compiled.program.type);
    this.variables.set(name, compiled.program);
    return undefined;
  }
}

/** As Go prints a checked type. */
function shown(type: CelType): string {
  if (isDyn(type)) return 'dyn';
  return type.is === 'plain' && type.name === 'null_type' ? 'null_type' : typeText(type);
}
