// IngressClass (pkg/registry/networking/ingressclass, pkg/apis/networking/validation).
import { forbiddenField, notSupported, required, tooLong } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { IngressClass } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each, immutable, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain, nameIsLabel } from '../validation/object-meta.ts';
import { validateTypedReference } from '../validation/typed-reference.ts';

const scopes = ['Cluster', 'Namespace'];
const maxController = 250;

function validateParameters(errors: Errors, parameters: NonNullable<IngressClass['spec']>['parameters']): void {
  if (!parameters) return;
  const path = 'spec.parameters';
  validateTypedReference(errors, parameters, path);
  const { scope, namespace } = parameters;
  if (scope === undefined) errors.push(required(`${path}.scope`));
  else if (!scopes.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, scopes));
  else if (scope === 'Namespace') {
    if (namespace === undefined) errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else each(errors, `${path}.namespace`, namespace, nameIsLabel(namespace));
  } else if (namespace !== undefined) errors.push(forbiddenField(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"));
}

export const ingressClass = strategy<IngressClass>({
  kind: kinds.ingressclasses,
  default(draft) {
    if (draft.spec?.parameters) draft.spec.parameters.scope ??= 'Cluster';
  },
  ...checked<IngressClass>(
    { namespaced: false, name: nameIsSubdomain },
    (errors, { spec = {} }) => {
      const { controller = '' } = spec;
      if (controller === '') errors.push(required('spec.controller'));
      else {
        if (controller.length > maxController) errors.push(tooLong('spec.controller', maxController));
        each(errors, 'spec.controller', controller, names.domainPrefixedPath(controller));
      }
      validateParameters(errors, spec.parameters);
    },
    (errors, object, old) => immutable(errors, 'spec.controller', object.spec?.controller ?? '', old.spec?.controller ?? ''),
  ),
  columns: [nameColumn, column('Controller', 'string', 'Controller that is responsible for handling this class'), column('Parameters', 'string', 'A reference to a resource with additional parameters'), ageColumn],
  cells({ metadata, spec = {} }, nowMs) {
    const { kind, apiGroup, name } = spec.parameters ?? {};
    const parameters = spec.parameters ? `${kind}${apiGroup ? `.${apiGroup}` : ''}/${name}` : '<none>';
    return [metadata.name, spec.controller ?? '', parameters, age(metadata.creationTimestamp, nowMs)];
  },
});
