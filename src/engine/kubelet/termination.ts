// How a container's end is reported (containerd's reasons, kuberuntime_container.go getTerminationMessage).
import { rfc3339 } from '../base/time.ts';
import type { ContainerStateTerminated } from '../kube/types.generated.ts';
import type { RunningContainer } from '../machine/container.ts';
import { FileError } from '../machine/files.ts';
import type { ExitStatus } from '../machine/process.ts';
import type { ContainerRecord } from './container-record.ts';

const MAX_MESSAGE = 4096;
const LOG_LINES = 80;
const LOG_BYTES = 2048;

export function exitState(record: ContainerRecord, status: ExitStatus, running: RunningContainer, nowMs: number): ContainerStateTerminated {
  const message = terminationMessage(record, status.code, running);
  return {
    containerID: record.id,
    exitCode: status.code,
    finishedAt: rfc3339(nowMs),
    ...(message === '' ? {} : { message }),
    reason: status.oomKilled || record.oom ? 'OOMKilled' : status.code === 0 ? 'Completed' : 'Error',
    startedAt: rfc3339(record.startedMs),
  };
}

function terminationMessage({ spec, log }: ContainerRecord, code: number, { files }: RunningContainer): string {
  const written = read(files, spec.terminationMessagePath ?? '/dev/termination-log');
  if (written !== '') return written.slice(0, MAX_MESSAGE);
  return spec.terminationMessagePolicy === 'FallbackToLogsOnError' && code !== 0 ? (log?.tail(LOG_LINES, LOG_BYTES) ?? '') : '';
}

function read(files: RunningContainer['files'], path: string): string {
  try {
    return files.exists(path) && files.stat(path).type === 'file' ? files.read(path) : '';
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}
