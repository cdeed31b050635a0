// Errors that tell what was being done (sigs.k8s.io/kustomize/kyaml/errors).
import { CliError } from '../cli/errors.ts';
import { MalformedYaml } from './documents.ts';

/** An error with what was being done before it. */
export function doing<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MalformedYaml) throw new MalformedYaml(`${what}: ${error.message}`);
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`${what}: ${error.message}`);
  }
}
