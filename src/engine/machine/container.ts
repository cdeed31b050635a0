// Images and containers: what the kubelet starts, and what a registry gives it.
import type { Wait } from '../sim/fiber.ts';
import type { Child, ChildIo, ExitStatus, Program, SignalName } from './process.ts';
import type { FileSystem, Groups, Mount } from './files.ts';
import type { Hardware } from './hardware.ts';
import type { NetStack } from './net.ts';
import type { ProcessTable } from './process-table.ts';

/** Files plus programs: what `docker inspect` and a registry's manifest would say. */
export interface ContainerImage {
  /** Normalised: `docker.io/library/nginx:1.25` */
  readonly reference: string;
  /** `sha256:…`, fixed for a reference */
  readonly digest: string;
  readonly sizeMiB: number;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly user: string;
  readonly exposedPorts: readonly number[];
  readonly stopSignal: SignalName;
  readonly files: Readonly<Record<string, string>>;
  /** By absolute path: `/usr/sbin/nginx`. A shell and its commands come from `machine`. */
  readonly programs: Readonly<Record<string, Program>>;
}

/** Why a registry refuses, in containerd's words after `failed to pull and unpack image "…": `. */
export interface PullRefusal {
  readonly type: 'refused';
  readonly message: string;
}

export interface ImageSource {
  /** `reference` as written in the Pod: `nginx`, `nginx:1.25`, `registry.k8s.io/pause:3.10@sha256:…`. */
  resolve(reference: string): ContainerImage | PullRefusal;
}

export interface ContainerConfig {
  readonly name: string;
  readonly hostname: string;
  readonly image: ContainerImage;
  /** The whole command line: command or entrypoint, then args or cmd. */
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly workingDir: string;
  readonly user: string;
  /** Of its processes, as the Pod asks for them; undefined: the user's own. */
  readonly groups?: Groups | undefined;
  readonly mounts: readonly Mount[];
  /** securityContext.readOnlyRootFilesystem */
  readonly readOnlyRoot?: boolean;
  readonly net: NetStack;
  /** The PID namespace that it joins; undefined: one of its own. */
  readonly pids?: ProcessTable | undefined;
  /** Its node's. */
  readonly hardware?: Hardware;
  readonly stdin: boolean;
  readonly tty: boolean;
  /** Bytes; undefined: no limit. A program that says it uses more is killed (exit 137, OOMKilled). */
  readonly memoryLimit: number | undefined;
  /** Thousandths of a core; undefined: no limit. Whoever wants more is throttled. */
  readonly cpuLimitMilli?: number | undefined;
  readonly log: (stream: 'stdout' | 'stderr', text: string) => void;
}

export interface RunningContainer {
  /** Wakes with the ExitStatus of process 1, also when it ended before. */
  readonly exited: Wait;
  readonly status: ExitStatus | undefined;
  readonly files: FileSystem;
  readonly pids: ProcessTable;
  signal(signal: SignalName): void;
  /** Holds every process of the container (the cgroup freezer), or lets them go on. */
  freeze(on: boolean): void;
  /** A further process in the container; a string is the runtime's error (`exec: "foo": executable file not found in $PATH: unknown`). */
  exec(argv: readonly string[], io: ChildIo): Child | string;
  /** Attaches to process 1. */
  attach(io: ChildIo): Child;
  /** Simulated use now. */
  usage(): { readonly cpuMilli: number; readonly memoryBytes: number };
  /** Other limits from now on: bytes, thousandths of a core. */
  limit(memory: number | undefined, cpuMilli: number | undefined): void;
  /** CPU time used since it was started, in milliseconds of one core. */
  cpuMs(): number;
  /** Kills what is left and frees the files. */
  remove(): void;
}

/** Creates and starts; a string is the runtime's error (`exec: "foo": executable file not found in $PATH: unknown`). */
export type StartContainer = (config: ContainerConfig) => RunningContainer | string;
