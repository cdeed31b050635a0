// Perl, as far as the Job of Kubernetes' documentation needs it: digits of π.
import type { Program } from '../../machine/process.ts';
import { sleep } from '../../sim/fiber.ts';
import { type Repository, versionOf } from '../repository.ts';
import { userland } from '../userland.ts';

/** π with so many digits in all, by Machin's formula; the last digit is rounded, as bignum's bpi does. */
export function pi(digits: number): string {
  const guard = 10n;
  const one = 10n ** (BigInt(digits) + guard);
  const arctan = (inverse: bigint): bigint => {
    let term = one / inverse;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= inverse * inverse;
      sum += sign * (term / n);
    }
    return sum;
  };
  const scaled = 4n * (4n * arctan(5n) - arctan(239n));
  const cut = 10n ** (guard + 1n);
  const rounded = String((scaled + cut / 2n) / cut);
  return digits <= 1 ? rounded : `${rounded[0]}.${rounded.slice(1)}`;
}

const perl: Program = function* (process, argv) {
  if (argv.includes('-v') || argv.includes('--version')) {
    yield* process.stdout.write('\nThis is perl 5, version 34, subversion 3 (v5.34.3) built for x86_64-linux-gnu\n\n');
    return 0;
  }
  const script = argv.at(-1) ?? '';
  const bpi = /^\s*print\s+bpi\((\d+)\)\s*;?\s*$/.exec(script);
  if (bpi && argv.some((arg) => arg.startsWith('-Mbignum'))) {
    const digits = Math.min(Number(bpi[1]), 10_000);
    // About what it takes on a small node.
    yield* sleep(digits * 2);
    yield* process.stdout.write(`${pi(digits)}\n`);
    return 0;
  }
  const literal = /^\s*print\s+"([^"$@]*)"\s*;?\s*$/.exec(script);
  if (literal && argv.some((arg) => /^-\w*e$/.test(arg))) {
    yield* process.stdout.write((literal[1] as string).replaceAll('\\n', '\n') + (argv.some((arg) => /^-\w*l/.test(arg)) ? '\n' : ''));
    return 0;
  }
  yield* process.stderr.write('perl: this program is not simulated in Kubarium\n');
  return 255;
};

export const perlRepository: Repository = {
  names: ['docker.io/library/perl'],
  image(tag) {
    const found = versionOf(tag, { last: { '5.30': 3, '5.32': 1, '5.34': 3, '5.36': 3, '5.38': 5, '5.40': 3, '5.42': 0 }, names: { latest: '5.42', stable: '5.42', '5.34.0': '5.34' }, variants: ['slim', 'threaded', 'bookworm', 'bullseye'] });
    return found && { sizeMiB: found.variant === 'slim' ? 60 : 335, cmd: ['perl', '-de0'], programs: { ...userland('debian'), '/usr/local/bin/perl': perl } };
  },
};
