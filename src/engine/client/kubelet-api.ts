// What the API server asks of a kubelet (its own HTTPS API in the real thing): logs, exec, attach, port-forward.
import type { ApiStream, ExecSession, PortForwardSession } from './api.ts';

export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTimeMs?: number;
  readonly timestamps: boolean;
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** Each may throw an ApiError in the kubelet's words. */
export interface KubeletApi {
  logs(namespace: string, pod: string, container: string, options: LogOptions): ApiStream<string>;
  exec(namespace: string, pod: string, container: string, options: ExecOptions): ExecSession;
  attach(namespace: string, pod: string, container: string, options: ExecOptions): ExecSession;
  portForward(namespace: string, pod: string): PortForwardSession;
  /** A page of its HTTPS port: `/metrics/resource`, `/stats/summary`, `/healthz`. */
  page(path: string): { readonly status: number; readonly type: string; readonly body: string };
}

/** The kubelet of a node; undefined where none listens; `unreachable`: its machine is off or cut off. */
export type DialKubelet = (node: string) => KubeletApi | 'unreachable' | undefined;
