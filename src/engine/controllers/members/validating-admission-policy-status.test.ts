// What the type checker says of expressions that name fields which a kind does not have.
import { expect, it } from 'vitest';
import type { ValidatingAdmissionPolicy } from '../../kube/types.generated.ts';
import { warningsOf } from './validating-admission-policy-status.ts';

const policy = (expression: string, resources: readonly string[] = ['deployments']): ValidatingAdmissionPolicy =>
  ({ spec: { matchConstraints: { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources }] }, variables: [{ name: 'n', expression: 'object.spec.replicas' }], validations: [{ expression }] } }) as unknown as ValidatingAdmissionPolicy;

it('says nothing of what is right', () => {
  expect(warningsOf(policy('variables.n <= 5 && object.spec.template.spec.containers.all(c, c.image != "")'), [])).toEqual([]);
});

it('names the kind, the place and the fault', () => {
  expect(warningsOf(policy('object.spec.replicaz <= 5'), [])).toEqual([
    { fieldRef: 'spec.validations[0].expression', warning: "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'replicaz'\n | object.spec.replicaz <= 5\n | ...........^\n" },
  ]);
});

it('checks each kind that a rule names, and none behind a wildcard', () => {
  expect(warningsOf(policy('object.spec.serviceName != ""', ['deployments', 'statefulsets']), [])[0]?.warning).toMatch(/^apps\/v1, Kind=Deployment: ERROR/);
  expect(warningsOf(policy('object.nope', ['*']), [])).toEqual([]);
});
