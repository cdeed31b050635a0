// Discovery as kubectl keeps it in its cache directory, so that not every command asks for it (client-go/discovery/cached/disk).
import type { Json } from '../../base/json.ts';
import type { Process } from '../../machine/process.ts';
import type { Discovery } from './discovery.ts';

const LIFE_MS = 6 * 3_600_000;

interface Cached {
  readonly writtenMs: number;
  readonly discovery: Discovery;
}

function fileOf(folder: string, server: string): string {
  return `${folder}/discovery/${server.replace(/^[a-z]+:\/\//, '').replace(/[^\w.-]/g, '_')}/discovery.json`;
}

export function readDiscovery(process: Process, folder: string, server: string): Discovery | undefined {
  const file = fileOf(folder, server);
  try {
    if (!process.files.exists(file)) return undefined;
    const cached = JSON.parse(process.files.read(file)) as unknown as Cached;
    const age = process.clock.nowMs - cached.writtenMs;
    return age >= 0 && age < LIFE_MS ? cached.discovery : undefined;
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written is no cache. */
export function writeDiscovery(process: Process, folder: string, server: string, discovery: Discovery): void {
  const file = fileOf(folder, server);
  try {
    process.files.mkdir(file.slice(0, file.lastIndexOf('/')), { parents: true });
    process.files.write(file, JSON.stringify({ writtenMs: process.clock.nowMs, discovery } as unknown as Json), { mode: 0o600 });
  } catch {
    // Read-only homes are common in containers.
  }
}
