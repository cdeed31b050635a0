// The repositories that can be cloned from the sandbox's small internet, by their addresses.
import { orchestrateWithKubernetes } from './orchestrate-with-kubernetes.ts';

export interface SampleRepository {
  readonly host: string;
  /** `/googlecodelabs/orchestrate-with-kubernetes` */
  readonly path: string;
  readonly branch: string;
  readonly commit: string;
  readonly files: () => Readonly<Record<string, string>>;
}

const repositories: readonly SampleRepository[] = [orchestrateWithKubernetes];

export const hostsOfRepositories: readonly string[] = [...new Set(repositories.map(({ host }) => host))];

/** What git asks for first, and with it all that is there; undefined where there is no such repository. */
export function advertisement(host: string, path: string): string | undefined {
  const wanted = /^(.+?)(?:\.git)?\/info\/refs$/.exec(path)?.[1];
  const found = repositories.find((one) => one.host === host && one.path.toLowerCase() === wanted?.toLowerCase());
  return found && JSON.stringify({ branch: found.branch, branches: [found.branch], commit: found.commit, files: found.files() });
}
