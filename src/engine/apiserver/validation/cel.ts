// Whether the expressions of an admission policy can be compiled, each knowing the variables before it (pkg/apis/admissionregistration/validation/validation.go).
import { AdmissionCompiler, type Speaks } from '../../kube/cel/admission.ts';

/** The compiler for a policy's expressions; a variable is added when it has been checked. */
export function policyCompiler(spec: { readonly paramKind?: unknown }, patches = false): AdmissionCompiler {
  const speaks: Speaks = { params: spec.paramKind !== undefined, authorizer: true, patches };
  return new AdmissionCompiler(speaks);
}

/** What is wrong with an expression that must be of one of these types (none: of any), or undefined. */
export function celProblem(compiler: AdmissionCompiler, expression: string, wanted: readonly string[]): string | undefined {
  const compiled = compiler.compileAs(expression, wanted);
  return 'error' in compiled ? compiled.error : undefined;
}

let devices: AdmissionCompiler | undefined;

/** What is wrong with a device selector's expression. */
export function deviceProblem(expression: string): string | undefined {
  devices ??= new AdmissionCompiler({ params: false, authorizer: false, devices: true });
  return celProblem(devices, expression, ['bool']);
}
