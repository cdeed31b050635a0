// Definitions of custom resources whose schema marks which fields are names of other objects (sigs.k8s.io/kustomize/api/internal/accumulator/loadconfigfromcrds.go).
import { type Configuration, noConfiguration } from './configuration.ts';
import { CliError } from '../cli/errors.ts';
import type { KustomizationFiles } from './files.ts';

export function crdConfiguration(files: KustomizationFiles, paths: readonly string[]): Configuration {
  for (const path of paths) {
    files.read(path);
    throw new CliError('crds in a kustomization are not simulated in Kubarium');
  }
  return noConfiguration;
}
