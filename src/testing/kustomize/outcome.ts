// Runs a kustomize case with our kubectl on files in memory, and tells what it says and what it leaves behind.
import { createKubectl } from '../../engine/kubectl/kubectl.ts';
import type { FileSystem } from '../../engine/machine/files.ts';
import { MemoryFiles } from '../../engine/machine/memory-files.ts';
import type { Process } from '../../engine/machine/process.ts';
import { argumentsOf, type KustomizeCase, type Outcome } from './cases.ts';

const ROOT = '/w';

export function outcome(one: KustomizeCase): Outcome {
  const files = new MemoryFiles({ nowMs: () => 0 });
  files.mkdir(ROOT);
  for (const [name, text] of Object.entries(one.files)) {
    const path = `${ROOT}/${name}`;
    files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
    if (text === '') files.mkdir(path, { parents: true });
    else files.write(path, text);
  }
  let [stdout, stderr] = ['', ''];
  const process = {
    cwd: ROOT,
    files,
    env: new Map(),
    pid: 4711,
    clock: { nowMs: 0 },
    stdout: { push: (text: string) => ((stdout += text), true) },
    stderr: { push: (text: string) => ((stderr += text), true) },
  } as unknown as Process;
  const connect = (): never => {
    throw new Error('a kustomization needs no server');
  };
  const fiber = createKubectl({ connect })(process, ['kubectl', ...argumentsOf(one)]);
  for (;;) {
    const step = fiber.next();
    if (step.done) return { stdout, stderr, code: step.value, ...written(files, one) };
  }
}

/** Files that are there now and were not before. */
function written(files: FileSystem, one: KustomizeCase): { readonly written?: Readonly<Record<string, string>> } {
  const found: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of files.list(folder)) {
      const path = `${folder}/${name}`;
      const known = path.slice(ROOT.length + 1);
      if (files.stat(path).type === 'directory') visit(path);
      else if (!(known in one.files)) found[known] = files.read(path);
    }
  };
  visit(ROOT);
  return Object.keys(found).length ? { written: found } : {};
}

/** Addresses and times differ from run to run. */
export function settled(text: string): string {
  return text.replaceAll(/\b0xc[0-9a-f]{9}\b/g, '0xc…').replaceAll(/^I\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '');
}
