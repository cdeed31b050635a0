// The usual hooks: metadata and body on create; metadata's own rules, what may not change, and the body again on update; metadata and status for status.
import type { KubeObject } from '../../kube/object.ts';
import type { Strategy } from '../strategy.ts';
import { errorsOf, type Errors } from './checks.ts';
import { validateMeta, validateMetaUpdate, type MetaRules } from './object-meta.ts';

type Check<T> = (errors: Errors, object: T) => void;
type Comparison<T> = (errors: Errors, object: T, old: T) => void;

/** @param change what may not change: told of before the body's errors; @param lastly the same, told of after them */
export function checked<T extends KubeObject>(rules: MetaRules, body?: Check<T>, change?: Comparison<T>, lastly?: Comparison<T>): Pick<Strategy<T>, 'validate' | 'validateUpdate'> {
  return {
    validate: (object) =>
      errorsOf((errors) => {
        validateMeta(errors, object.metadata, rules);
        body?.(errors, object);
      }),
    validateUpdate: (object, old) =>
      errorsOf((errors) => {
        validateMetaUpdate(errors, object.metadata, old.metadata);
        change?.(errors, object, old);
        body?.(errors, object);
        lastly?.(errors, object, old);
      }),
  };
}

export function checkedStatus<T extends KubeObject>(status: Check<T>): Pick<Strategy<T>, 'validateStatusUpdate'> {
  return {
    validateStatusUpdate: (object, old) =>
      errorsOf((errors) => {
        validateMetaUpdate(errors, object.metadata, old.metadata);
        status(errors, object);
      }),
  };
}
