// What generated scripts are drawn with: a seeded source that picks by weight, and the words, files and numbers that all grammars share.
import { Random } from '../../engine/sim/random.ts';

export class Draw {
  readonly random: Random;
  /** How deep commands may still be put into one another. */
  depth = 3;

  constructor(seed: string) {
    this.random = new Random(seed);
  }

  one<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }

  /** One of several ways, each as likely as it is often named. */
  way(...ways: readonly (() => string)[]): string {
    return this.one(ways)();
  }

  chance(percent: number): boolean {
    return this.random.int(100) < percent;
  }

  int(from: number, to: number): number {
    return from + this.random.int(to - from + 1);
  }

  many(from: number, to: number, make: () => string): string[] {
    return Array.from({ length: this.int(from, to) }, make);
  }

  /** Runs `inner` one level deeper, or `flat` where it is deep enough. */
  deeper(inner: () => string, flat: () => string): string {
    if (this.depth <= 0) return flat();
    this.depth--;
    try {
      return inner();
    } finally {
      this.depth++;
    }
  }
}

/** A small tree, made the same at the beginning of each script. */
export const TREE = [
  'export LC_ALL=C.UTF-8 TZ=UTC',
  'mkdir -p d/e sp',
  `printf 'web-1 Running 3\\nweb-2 Pending 0\\ndb-0 Running 12\\ncache-9 CrashLoopBackOff 7\\nweb-10 Running 3\\n' > pods`,
  `printf 'name: web\\nreplicas: 3\\n# comment\\nimage: nginx:1.25\\n\\nports:\\n  - 80\\n  - 443\\n' > y.yaml`,
  `printf 'b,2,x\\na,10,y\\nc,1,\\n"d",5,z\\n' > t.csv`,
  `printf 'one two  three\\n\\tfour\\nfive\\n\\n\\nsix six\\nSeven\\n' > w.txt`,
  `printf '10\\n9\\n100\\n-3\\n2.5\\n9\\n' > n`,
  `printf 'a:x:1\\nb:y:2\\nroot:z:0\\n' > d/p; printf 'no newline' > d/e/last; printf '' > empty; ln -s pods l`,
].join('\n');

export const FILES = ['pods', 'y.yaml', 't.csv', 'w.txt', 'n', 'd/p', 'd/e/last', 'empty', 'l'] as const;
export const WORDS = ['a', 'b', 'web', 'x y', 'Hello', 'foo.bar', '3', '10', '-1', '', 'a b  c', 'abcabc', '/usr/local/bin', 'k=v', '*', 'd*', 'É', "it's"] as const;
export const NAMES = ['x', 'y', 'z', 'arr', 'm', 'unset'] as const;
