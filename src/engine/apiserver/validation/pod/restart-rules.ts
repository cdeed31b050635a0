// A container's own restart policy and rules (pkg/apis/core/validation: validateContainerRestartPolicy).
import { notSupported, required, tooMany } from '../../../kube/field-error.ts';
import type { Container } from '../../../kube/types.generated.ts';
import type { Errors } from '../checks.ts';

const policies = ['Always', 'Never', 'OnFailure'];
const actions = ['Restart', 'RestartAllContainers'];
const operators = ['In', 'NotIn'];

export function validateRestartRules(errors: Errors, container: Container, path: string): void {
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  if (restartPolicy === undefined) {
    if (rules.length > 0) errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  } else if (!policies.includes(restartPolicy)) errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, policies));
  if (rules.length > 20) errors.push(tooMany(`${path}.restartPolicyRules`, rules.length, 20));
  rules.forEach((rule, i) => {
    const at = `${path}.restartPolicyRules[${i}]`;
    if (!actions.includes(rule.action)) errors.push(notSupported(`${at}.action`, rule.action ?? '', actions));
    if (!rule.exitCodes) {
      errors.push(required(`${at}.exitCodes`, 'must be specified'));
      return;
    }
    const { operator, values = [] } = rule.exitCodes;
    if (!operators.includes(operator)) errors.push(notSupported(`${at}.exitCodes.operator`, operator ?? '', operators));
    if (values.length > 255) errors.push(tooMany(`${at}.exitCodes.values`, values.length, 255));
  });
}
