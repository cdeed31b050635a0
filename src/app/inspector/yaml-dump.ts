// YAML as kubectl prints it, apart because it is loaded only when somebody looks at it.
import { dump } from 'js-yaml';

export function dumpYaml(value: unknown): string {
  return dump(value, { sortKeys: true, lineWidth: -1, noRefs: true, seqNoIndent: true });
}
