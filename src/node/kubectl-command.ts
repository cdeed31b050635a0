// `kubarium kubectl …`: the engine's kubectl as an ordinary command of this computer.
import { Clock } from '../engine/sim/clock.ts';
import { createKubectl } from '../engine/kubectl/kubectl.ts';
import { HttpApiClient } from './api-client.ts';
import { HostProcess } from './host-process.ts';
import { Runner } from './runner.ts';

export async function kubectlCommand(args: readonly string[]): Promise<number> {
  const clock = new Clock(Date.now());
  const runner = new Runner(clock, 1);
  const kubectl = createKubectl({ connect: (cluster) => new HttpApiClient(cluster, runner) });
  const host = new HostProcess(clock, runner);
  const task = clock.spawn(kubectl(host, ['kubectl', ...args]), 'kubectl');
  return new Promise((resolve, reject) => {
    const finish = (code: number): void => {
      runner.stop();
      process.stdin.destroy();
      resolve(code);
      process.exit(code);
    };
    clock.onFailure = (error) => {
      runner.stop();
      reject(error);
    };
    task.result.next.arm({ clock, wake: () => finish(task.result.value?.type === 'done' ? task.result.value.value : 1), fail: reject });
    runner.start();
  });
}
