// The errors that a component lives with: the API said no, or did not answer; anything else is our own bug.
import { ApiError } from '../kube/api-error.ts';
import { TransportError } from './api.ts';

export function isRefusal(error: unknown): error is ApiError | TransportError {
  return error instanceof ApiError || error instanceof TransportError;
}

/** Runs what may be refused without harm, because somebody will try again soon. */
export function tolerate(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}
