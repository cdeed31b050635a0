// Tests of kustomizations: what generators, transformers and patches make of files.
import { describe, expect, it } from 'vitest';
import { MemoryFiles } from '../../machine/memory-files.ts';
import type { Process } from '../../machine/process.ts';
import { kustomizeBuild } from './build.ts';

const base = {
  'base/kustomization.yaml': 'resources: [dep.yaml, svc.yaml]\n',
  'base/dep.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kz}\nspec:\n  replicas: 0\n  selector: {matchLabels: {app: kz}}\n  template:\n    metadata: {labels: {app: kz}}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.24\n        envFrom: [{configMapRef: {name: settings}}]\n',
  'base/svc.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: kz}\nspec: {selector: {app: kz}, ports: [{port: 80}]}\n',
};
const prod = `resources: [../base]
namePrefix: prod-
labels: [{pairs: {env: prod}, includeSelectors: true}]
images: [{name: nginx, newTag: "1.27"}]
replicas: [{name: kz, count: 1}]
configMapGenerator:
- name: settings
  literals: [mode=prod, debug=false]
secretGenerator:
- name: cred
  literals: [pw=x]
patches:
- target: {kind: Deployment}
  patch: |-
    - {op: add, path: /spec/template/spec/containers/0/args, value: [--fast]}
`;

function build(files: Readonly<Record<string, string>>, folder: string): string {
  const memory = new MemoryFiles({ nowMs: () => 0 });
  for (const [name, text] of Object.entries(files)) {
    memory.mkdir(`/w/${name.split('/').slice(0, -1).join('/')}`, { parents: true });
    memory.write(`/w/${name}`, text);
  }
  const fiber = kustomizeBuild({ cwd: '/w', files: memory } as unknown as Process, folder);
  for (;;) {
    const step = fiber.next();
    if (step.done) return step.value;
  }
}

describe('kustomize', () => {
  it('puts objects in the order of their dependence', () => {
    expect(build(base, 'base').split('---\n').map((text) => /^kind: (.*)$/m.exec(text)?.[1])).toEqual(['Service', 'Deployment']);
  });

  it('prefixes, labels, patches and generates; references follow the names', () => {
    const text = build({ ...base, 'prod/kustomization.yaml': prod }, 'prod');
    // The hashes are those that kubectl 1.36 gives.
    for (const line of ['  name: prod-settings-gf8d277f9m', '  name: prod-cred-b287528h4m', '  name: prod-kz', '            name: prod-settings-gf8d277f9m', '        image: nginx:1.27', '        - --fast', '  replicas: 1', '      env: prod']) expect(text.split('\n')).toContain(line);
  });

  it('merges strategic patches by the names that objects had', () => {
    const overlay = 'resources: [../base]\nnameSuffix: -x\nnamespace: team\npatches:\n- path: more.yaml\n';
    const text = build({ ...base, 'o/kustomization.yaml': overlay, 'o/more.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kz}\nspec: {template: {spec: {containers: [{name: web, tty: true}]}}}\n' }, 'o');
    expect(text).toContain('        image: nginx:1.24\n        name: web\n        tty: true\n');
    expect(text).toContain('  name: kz-x\n  namespace: team\n');
  });

  it('says what is not there', () => {
    expect(() => build(base, 'nosuch')).toThrow("must build at directory: not a valid directory: evalsymlink failure on 'nosuch' : lstat /w/nosuch: no such file or directory");
    expect(() => build({ 'empty/a': '' }, 'empty')).toThrow("unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/w/empty'");
    expect(() => build({ 'o/kustomization.yaml': 'resources: [x.yaml]\n' }, 'o')).toThrow("accumulating resources: accumulation err='accumulating resources from 'x.yaml': evalsymlink failure on '/w/o/x.yaml'");
    expect(() => build({ 'o/kustomization.yaml': 'helmCharts: [{name: x}]\n' }, 'o')).toThrow('must specify --enable-helm');
  });
});
