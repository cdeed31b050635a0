// -k: builds a kustomization (sigs.k8s.io/kustomize/api/krusty).
import { resolvePath } from '../../machine/files.ts';
import type { Process } from '../../machine/process.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';

/** The manifests of a kustomization, as YAML documents. @throws CliError */
export function* kustomizeBuild(process: Process, folder: string): Fiber<string> {
  const path = resolvePath(process.cwd, folder);
  if (!process.files.exists(path)) throw new CliError(`must build at directory: not a valid directory: evalsymlink failure on '${folder}' : lstat ${path}: no such file or directory`);
  throw new CliError('kustomizations are not simulated in Kubarium');
}
