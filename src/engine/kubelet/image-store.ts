// The images of a node and how they get there, one pull at a time (pkg/kubelet/images/image_manager.go, puller.go).
import type { ContainerImage, ImageSource, PullRefusal } from '../machine/container.ts';
import type { ContainerImage as NodeImage } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import { type Fiber, Signal, sleep } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';

export interface Pulled {
  readonly type: 'pulled';
  readonly image: ContainerImage;
  readonly tookMs: number;
  readonly withWaitingMs: number;
}

/** A transfer under way, in virtual time. */
export interface Transfer {
  readonly image: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export class ImageStore {
  private readonly present = new Map<string, ContainerImage>();
  /** Set by whoever makes the registry slow or unreachable. */
  fault: { readonly slowness?: number; readonly error?: string } | undefined;
  /** The transfer that is under way; the others wait for it. */
  transfer: Transfer | undefined;
  private busy = false;
  private readonly freed = new Signal();
  private listed: readonly NodeImage[] | undefined;
  private readonly clock: Clock;
  private readonly pace: Pace;
  private readonly source: ImageSource;

  constructor(clock: Clock, pace: Pace, source: ImageSource, preloaded: readonly string[] = []) {
    this.clock = clock;
    this.pace = pace;
    this.source = source;
    for (const reference of preloaded) {
      const image = source.resolve(reference);
      if (!('type' in image)) this.present.set(reference, image);
    }
  }

  /** An image that is on the node under that name. */
  get(reference: string): ContainerImage | undefined {
    return this.present.get(reference);
  }

  /** Fetches an image, or only asks the registry where the node has it already. */
  *pull(reference: string): Fiber<Pulled | PullRefusal> {
    const askedMs = this.clock.nowMs;
    while (this.busy) yield* this.freed.wait();
    this.busy = true;
    const startedMs = this.clock.nowMs;
    try {
      if (this.pace.registryMs > 0) yield* sleep(this.pace.registryMs);
      if (this.fault?.error !== undefined) return { type: 'refused', message: this.fault.error };
      const found = this.source.resolve(reference);
      if ('type' in found) return found;
      const transferMs = this.present.get(reference)?.digest === found.digest ? 0 : (found.sizeMiB / this.pace.pullMiBPerSecond) * 1000 * (this.fault?.slowness ?? 1);
      if (transferMs > 0) {
        this.transfer = { image: reference, fromMs: this.clock.nowMs, untilMs: this.clock.nowMs + transferMs };
        yield* sleep(transferMs);
      }
      this.present.set(reference, found);
      this.listed = undefined;
      return { type: 'pulled', image: found, tookMs: this.clock.nowMs - startedMs, withWaitingMs: this.clock.nowMs - askedMs };
    } finally {
      this.transfer = undefined;
      this.busy = false;
      this.freed.fire();
    }
  }

  /** What they take on the node's disk. */
  sizeBytes(): number {
    const images = new Map([...this.present.values()].map((image) => [image.digest, image]));
    return [...images.values()].reduce((sum, image) => sum + sizeBytes(image), 0);
  }

  /** The largest first, at most 50, as node status lists them. */
  list(): readonly NodeImage[] {
    if (this.listed) return this.listed;
    const byDigest = new Map<string, { names: Set<string>; size: number }>();
    for (const image of this.present.values()) {
      const entry = byDigest.get(image.digest) ?? { names: new Set([imageId(image)]), size: sizeBytes(image) };
      entry.names.add(image.reference);
      byDigest.set(image.digest, entry);
    }
    const images = [...byDigest.values()].map(({ names, size }) => ({ names: [...names], sizeBytes: size }));
    images.sort((a, b) => b.sizeBytes - a.sizeBytes || ((a.names[0] as string) < (b.names[0] as string) ? -1 : 1));
    return (this.listed = images.slice(0, 50));
  }
}

export const sizeBytes = (image: ContainerImage): number => Math.round(image.sizeMiB * 1024 * 1024);

const ids = new WeakMap<ContainerImage, string>();

/** `docker.io/library/nginx@sha256:…` */
export function imageId(image: ContainerImage): string {
  let id = ids.get(image);
  if (id === undefined) ids.set(image, (id = idOf(image)));
  return id;
}

function idOf({ reference, digest }: ContainerImage): string {
  const name = reference.replace(/@.*$/, '');
  const colon = name.lastIndexOf(':');
  return `${colon > name.lastIndexOf('/') ? name.slice(0, colon) : name}@${digest}`;
}
