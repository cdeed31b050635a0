// The usual pair of hooks: metadata and body on create; metadata's own rules, what may not change, and the body again on update.
import type { KubeObject } from '../../kube/object.ts';
import type { Strategy } from '../strategy.ts';
import { errorsOf, type Errors } from './checks.ts';
import { validateMeta, validateMetaUpdate, type MetaRules } from './object-meta.ts';

export function checked<T extends KubeObject>(
  rules: MetaRules,
  body: (errors: Errors, object: T) => void = () => {},
  change: (errors: Errors, object: T, old: T) => void = () => {},
): Pick<Strategy<T>, 'validate' | 'validateUpdate'> {
  return {
    validate: (object) =>
      errorsOf((errors) => {
        validateMeta(errors, object.metadata, rules);
        body(errors, object);
      }),
    validateUpdate: (object, old) =>
      errorsOf((errors) => {
        validateMetaUpdate(errors, object.metadata, old.metadata);
        change(errors, object, old);
        body(errors, object);
      }),
  };
}
