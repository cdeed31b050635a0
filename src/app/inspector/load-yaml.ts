// YAML reading and writing, loaded when somebody looks.
import { useEffect, useState } from 'react';

type Yaml = Pick<typeof import('../../engine/kube/yaml.ts'), 'formatYaml' | 'composeYaml'>;

let loaded: Yaml | undefined;
let loading: Promise<Yaml> | undefined;

export function loadYaml(): Promise<Yaml> {
  loading ??= import('../../engine/kube/yaml.ts').then((module) => (loaded = module));
  return loading;
}

export function useYaml(): Yaml | undefined {
  const [yaml, setYaml] = useState<Yaml | undefined>(loaded);
  useEffect(() => {
    void loadYaml().then(setYaml);
  }, []);
  return yaml;
}
