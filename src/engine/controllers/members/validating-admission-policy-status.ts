// Checks the expressions of ValidatingAdmissionPolicies against the types of the kinds that they name, and says in the status what will not work (pkg/controller/validatingadmissionpolicystatus, apiserver/pkg/admission/plugin/policy/validating/typechecking.go).
import type { Json } from '../../base/json.ts';
import { AdmissionCompiler } from '../../kube/cel/admission.ts';
import { type TypedSchema, typeOfSchema } from '../../kube/cel/json-schema.ts';
import { typeOfShape } from '../../kube/cel/schema-type.ts';
import type { CelType } from '../../kube/cel/types.ts';
import { builtinKinds, kinds } from '../../kube/kinds.generated.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { CustomResourceDefinition, ExpressionWarning, ValidatingAdmissionPolicy } from '../../kube/types.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';

const NAME = 'validatingadmissionpolicy-status-controller';
const MAX_TYPES = 10;

interface TypedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly type: CelType;
}

export const validatingAdmissionPolicyStatus: Controller = {
  name: NAME,
  for: anyKind(kinds.validatingadmissionpolicies),
  start: (context) => {
    const policies = context.cache(kinds.validatingadmissionpolicies);
    const definitions = context.cache(kinds.customresourcedefinitions);
    return (name) => {
      const policy = policies.get('', name);
      if (!policy || (policy.metadata.generation ?? 0) <= (policy.status?.observedGeneration ?? 0)) return;
      const expressionWarnings = warningsOf(policy, definitions.list());
      const status = { observedGeneration: policy.metadata.generation, typeChecking: expressionWarnings.length > 0 ? { expressionWarnings } : {} };
      context.client.updateStatus(kinds.validatingadmissionpolicies, { ...policy, status: { ...policy.status, ...status } as ValidatingAdmissionPolicy['status'] });
    };
  },
};

/** What each expression gets wrong about each kind. */
export function warningsOf({ spec = {} }: ValidatingAdmissionPolicy, definitions: readonly CustomResourceDefinition[]): readonly ExpressionWarning[] {
  const types = typesOf(spec, definitions);
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {};
  const params = spec.paramKind && typedKind(...splitVersion(apiVersion), { kind }, definitions)?.type;
  const compilers = types.map((known) => {
    const compiler = new AdmissionCompiler({ params: params !== undefined, authorizer: true, object: known.type, ...(params ? { paramsType: params } : {}) });
    for (const variable of spec.variables ?? []) compiler.addVariable(variable.name, variable.expression);
    return { known, compiler };
  });
  const check = (fieldRef: string, source: string): readonly ExpressionWarning[] => {
    const texts = compilers.flatMap(({ known, compiler }) => {
      const compiled = compiler.compile(source);
      return 'error' in compiled ? [`${known.group}/${known.version}, Kind=${known.kind}: ${compiled.error}\n`] : [];
    });
    return texts.length > 0 ? [{ fieldRef, warning: texts.join('\n') }] : [];
  };
  return (spec.validations ?? []).flatMap(({ expression, messageExpression }, i) => [
    ...check(`spec.validations[${i}].expression`, expression),
    ...(messageExpression ? check(`spec.validations[${i}].messageExpression`, messageExpression) : []),
  ]);
}

function splitVersion(apiVersion: string): [string, string] {
  const [group = '', version] = apiVersion.split('/');
  return version === undefined ? ['', group] : [group, version];
}

/** The kinds that the rules name without wildcards, at most ten. */
function typesOf({ matchConstraints }: ValidatingAdmissionPolicy['spec'], definitions: readonly CustomResourceDefinition[]): readonly TypedKind[] {
  const found = new Map<string, TypedKind>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of matchConstraints?.resourceRules ?? []) {
    if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) continue;
    for (const group of [...apiGroups].sort()) for (const version of [...apiVersions].sort()) for (const plural of resources.filter((name) => !/[*/]/.test(name)).sort()) {
      const known = found.size < MAX_TYPES ? typedKind(group, version, { plural }, definitions) : undefined;
      if (known) found.set(`${known.group} ${known.version} ${known.kind}`, known);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, known]) => known);
}

function typedKind(group: string, version: string, named: { readonly plural?: string; readonly kind?: string }, definitions: readonly CustomResourceDefinition[]): TypedKind | undefined {
  const is = (kind: { readonly plural: string; readonly kind: string }): boolean => kind.plural === named.plural || kind.kind === named.kind;
  const builtin = builtinKinds.find((kind) => kind.group === group && kind.version === version && is(kind));
  const shape = builtin && schemaOf(group, version, builtin.kind);
  if (shape) return { group, version, kind: builtin.kind, type: typeOfShape(shape) };
  const spec = definitions.find((definition) => definition.spec.group === group && is(definition.spec.names))?.spec;
  const schema = spec?.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema as Json as TypedSchema | undefined;
  const type = schema && typeOfSchema(schema, true, spec?.names.kind);
  return spec && type ? { group, version, kind: spec.names.kind, type } : undefined;
}
