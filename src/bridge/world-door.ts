// The one place where the bridge meets the engine's world: what it needs of it, and how it is opened.
import type { Json } from '../engine/base/json.ts';
import type { Api } from '../engine/client/api.ts';
import type { Trace } from '../engine/client/trace.ts';
import type { FileSystem } from '../engine/machine/files.ts';
import type { Clock } from '../engine/sim/clock.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import { createWorld } from '../engine/world/world.ts';

export interface DoorTerminal {
  input(keys: string): void;
  /** The next text to show, or undefined when the terminal is closed. */
  read(): Fiber<string | undefined>;
  resize(columns: number, rows: number): void;
  close(): void;
}

/** A program on the workstation (`vi`, `kubectl edit`) asks for an editor and waits until it is closed. */
export interface DoorEdit {
  readonly path: string;
  finish(): void;
}

export interface DoorFault {
  readonly id: string;
  readonly name: string;
  readonly target: string;
}

/** A connection that somebody opened, for the dots of the network view. */
export interface DoorConnection {
  readonly fromIp: string;
  readonly toIp: string;
  readonly port: number;
  /** The Service that led the way. */
  readonly service: string | undefined;
  readonly error: string | undefined;
}

export interface DoorWorld {
  readonly clock: Clock;
  readonly api: Api;
  readonly trace: Trace;
  readonly files: FileSystem;
  /** The person's home directory on the workstation. */
  readonly home: string;
  openTerminal(columns: number, rows: number): DoorTerminal;
  readonly nodes: { stop(name: string): boolean; start(name: string): boolean };
  readonly faults: { list(): readonly DoorFault[]; apply(name: string, args: Json): boolean; heal(id: string): boolean };
  onEdit(listener: (edit: DoorEdit) => void): void;
  onCommand(listener: (command: { readonly line: string; readonly output: string; readonly code: number }) => void): void;
  onConnection(listener: (connection: DoorConnection) => void): void;
  historyHash(): string;
}

export function openWorld(options: { readonly seed: number; readonly startMs: number }): DoorWorld {
  return createWorld({ ...options, pace: 'real', nodes: 3 });
}
