// The learner's computer: a machine with a shell, the core commands, kubectl, a kubeconfig and the files of the codelab.
import { workstationNames } from '../machine/commands/workstation-names.ts';
import { Machine } from '../machine/machine.ts';
import { buildTree } from '../machine/file-tree.ts';
import { MemoryFiles } from '../machine/memory-files.ts';
import type { NetStack } from '../machine/net.ts';
import type { Program } from '../machine/process.ts';
import { bash } from '../machine/shell/shell.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import { homeFiles } from './home-files.ts';
import { controlPlaneAddress } from './options.ts';

export const home = '/home/student';
export const serverUrl = `https://${controlPlaneAddress}:6443`;
const TOKEN = 'kubarium-admin';

const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- cluster:
    server: ${serverUrl}
  name: kubarium
contexts:
- context:
    cluster: kubarium
    user: kubernetes-admin
  name: kubernetes-admin@kubarium
current-context: kubernetes-admin@kubarium
users:
- name: kubernetes-admin
  user:
    token: ${TOKEN}
`;

export interface WorkstationDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly net: NetStack;
  /** The program of a command: its code may come later. */
  readonly program: (name: string) => Program;
  readonly openEditor: (path: string) => Fiber<boolean>;
}

export function createWorkstation(deps: WorkstationDeps): Machine {
  const programs: Record<string, Program> = {};
  for (const directory of ['/usr/bin', '/bin']) {
    for (const name of workstationNames) programs[`${directory}/${name}`] = deps.program(name);
    for (const name of ['sh', 'bash']) programs[`${directory}/${name}`] = bash;
  }
  for (const name of ['kubectl', 'chaos']) programs[`/usr/local/bin/${name}`] = deps.program(name);
  const base = buildTree({}, programs, { distribution: true, modifiedMs: deps.clock.nowMs });
  const root = new MemoryFiles({ nowMs: () => deps.clock.nowMs, base });
  root.mkdir(home, { parents: true });
  root.chown(home, 'student');
  const files = root.as('student');
  for (const [path, text] of Object.entries(homeFiles)) put(files, `${home}/${path}`, text);
  put(files, `${home}/.kube/config`, kubeconfig);
  const env = new Map([
    ['HOME', home],
    ['USER', 'student'],
    ['LANG', 'C.UTF-8'],
    ['SHELL', '/bin/bash'],
    ['PATH', '/usr/local/bin:/usr/bin:/bin'],
  ]);
  const { clock, net, openEditor } = deps;
  return new Machine({ clock, random: deps.random, name: 'kubarium', net, files, env, openEditor });
}

function put(files: MemoryFiles, path: string, text: string): void {
  files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
  files.write(path, text);
}
