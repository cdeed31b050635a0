// postStart and preStop handlers (pkg/kubelet/lifecycle/handlers.go).
import type { LifecycleHandler } from '../kube/types.generated.ts';
import { NetError } from '../machine/net.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { ContainerRecord } from './container-record.ts';
import type { PodWorker } from './pod-worker.ts';
import { execCheck, httpCheck, portNumber } from './checks.ts';

/** Undefined: it succeeded; else what went wrong. */
export function* runHook(worker: PodWorker, record: ContainerRecord, handler: LifecycleHandler): Fiber<string | undefined> {
  if (handler.exec) {
    const result = yield* execCheck(worker, record, handler.exec.command ?? [], undefined);
    return result.type === 'success' ? undefined : `command '${(handler.exec.command ?? []).join(' ')}' exited with ${result.exitCode ?? 1}: ${result.output}`;
  }
  if (handler.sleep) {
    yield* sleep(handler.sleep.seconds * 1000);
    return undefined;
  }
  if (handler.httpGet) {
    const result = yield* httpCheck(worker, record, handler.httpGet, 30_000);
    return result.type === 'success' ? undefined : result.output;
  }
  if (handler.tcpSocket) {
    const port = portNumber(record, handler.tcpSocket.port);
    try {
      const connection = yield* (worker.context.nodeNet ?? (worker.sandbox as NonNullable<PodWorker['sandbox']>).net).connect(worker.sandbox?.ip ?? '', port);
      connection.close();
    } catch (error) {
      if (error instanceof NetError) return error.message;
      throw error;
    }
  }
  return undefined;
}
