// stress: takes the memory and CPU that it is told to take, so that limits can be seen at work.
import type { Program } from '../../machine/process.ts';
import { firstOf, timeout } from '../../sim/fiber.ts';
import { flagValue, MiB, stopSignal } from '../daemon.ts';
import type { Repository } from '../repository.ts';
import { userland } from '../userland.ts';

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: MiB, g: 1024 * MiB };

function bytes(text: string): number {
  const m = /^(\d+)([bkmg]?)i?$/i.exec(text);
  return m ? Number(m[1]) * (units[(m[2] as string).toLowerCase()] as number) : 0;
}

/** polinux/stress: `stress --vm 1 --vm-bytes 150M --vm-hang 1 --cpu 2 --timeout 60s` */
const stress: Program = function* (process, argv) {
  const count = (name: string, short: string): number => Number(flagValue(argv, name) ?? flagValue(argv, short) ?? 0);
  const [cpu, vm, io] = [count('cpu', 'c'), count('vm', 'm'), count('io', 'i')];
  if (cpu + vm + io === 0) {
    yield* process.stdout.write("`stress' imposes certain types of compute stress on your system\n\nUsage: stress [OPTION [ARG]] ...\n");
    return 0;
  }
  yield* process.stdout.write(`stress: info: [${process.pid}] dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, 0 hdd\n`);
  const each = bytes(flagValue(argv, 'vm-bytes') ?? '256M');
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
  yield timeout(200);
  process.use?.({ cpuMilli: cpu * 1000 + vm * 50, memoryBytes: vm * each + MiB });
  const limit = /^(\d+)([smhd]?)$/.exec(flagValue(argv, 'timeout') ?? flagValue(argv, 't') ?? '');
  const seconds = limit ? Number(limit[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[limit[2] as string] ?? 1) : undefined;
  const ended = seconds === undefined ? yield* firstOf(stop.next) : yield* firstOf(stop.next, timeout(seconds * 1000));
  if (ended.index === 0) return 143;
  yield* process.stdout.write(`stress: info: [${process.pid}] successful run completed in ${seconds}s\n`);
  return 0;
};

/** vish/stress: `-cpus 2`, `-mem-total 150Mi`, `-mem-alloc-size 10Mi -mem-alloc-sleep 1s` */
const vish: Program = function* (process, argv) {
  const total = bytes((flagValue(argv, 'mem-total') ?? '0').replace(/i$/, ''));
  const step = bytes((flagValue(argv, 'mem-alloc-size') ?? '4Ki').replace(/i$/, ''));
  const cpus = Number(flagValue(argv, 'cpus') ?? 0);
  yield* process.stderr.write(`Allocating "${flagValue(argv, 'mem-total') ?? '0'}" memory, in "${flagValue(argv, 'mem-alloc-size') ?? '4Ki'}" chunks, with a 1ms sleep between allocations\n`);
  if (cpus > 0) yield* process.stderr.write(`Spawning ${cpus} threads to consume CPU\n`);
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
  const pauseMs = Number.parseFloat(flagValue(argv, 'mem-alloc-sleep') ?? '0.001') * 1000;
  const jumps = Math.min(100, Math.max(1, Math.ceil(total / Math.max(step, 1))));
  for (let i = 1; i <= jumps; i++) {
    process.use?.({ cpuMilli: cpus * 1000, memoryBytes: (total * i) / jumps + MiB });
    yield timeout(Math.max(1, pauseMs));
  }
  yield* process.stderr.write(`Allocated "${flagValue(argv, 'mem-total') ?? '0'}" memory\n`);
  yield* stop.wait();
  return 143;
};

const image = (tags: RegExp, name: string, program: Program, entrypoint: boolean) => (tag: string) =>
  tags.test(tag) ? { sizeMiB: 4, ...(entrypoint ? { entrypoint: [`/${name}`] } : {}), cmd: entrypoint ? [] : [name], programs: { ...userland('busybox'), [`/usr/local/bin/${name}`]: program, [`/${name}`]: program } } : undefined;

export const stressRepositories: readonly Repository[] = [
  { names: ['docker.io/polinux/stress', 'docker.io/progrium/stress'], image: image(/^(?:latest|1\.0\.4)$/, 'stress', stress, false) },
  { names: ['docker.io/vish/stress'], image: image(/^latest$/, 'stress', vish, true) },
  { names: ['docker.io/polinux/stress-ng', 'docker.io/alexeiled/stress-ng'], image: image(/^latest.*$/, 'stress-ng', stress, false) },
];
