// All core commands, and the sets of them that images have.
import type { Program } from '../process.ts';
import { ash, bash, dash } from '../shell/shell.ts';
import { awk } from './awk/awk.ts';
import { cat, nl, rev, tac } from './cat.ts';
import { cp, mv } from './copy.ts';
import { jq } from './jq/jq.ts';
import { cut, fold, paste, tr } from './cut.ts';
import { date, env, printenv } from './env.ts';
import { cmp, diff } from './diff.ts';
import { find, tree } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head } from './head.ts';
import { ls } from './ls.ts';
import { chmod, chown, ln, mkdir, mktemp, rm, rmdir, touch } from './make.ts';
import { basename, dirname, du, pwd, readlink, realpath, stat, which } from './names.ts';
import { sed } from './sed/sed.ts';
import { clear, echo, expr, failure, nohup, printf, seq, sleep, success, test, timeout, yes } from './simple.ts';
import { comm, shuf, sort, uniq } from './sort.ts';
import { base64, md5sum, od, sha1sum, sha256sum } from './sums.ts';
import { tail } from './tail.ts';
import { tee, xargs } from './tee.ts';
import { wc } from './wc.ts';
import { arch, df, free, groups, hostname, id, nproc, stty, tty, uname, uptime, whoami } from './who.ts';

const bin: Readonly<Record<string, Program>> = {
  cat, tac, rev, nl, cp, mv, cut, fold, paste, tr, date, env, printenv, head, ls, chmod, chown, ln, mkdir, mktemp, rm, rmdir, touch, basename, dirname, du, pwd, readlink, realpath, stat, which,
  jq, find, tree, diff, cmp, base64, md5sum, sha1sum, sha256sum, od, awk, sed, grep, egrep, fgrep, clear, reset: clear, echo, expr, false: failure, nohup, printf, seq, sleep, true: success, test, '[': test, timeout, yes, comm, shuf, sort, uniq, tail, tee, xargs, wc, arch, df, free, groups, hostname, id, nproc, stty, tty, uname, uptime, whoami,
};

const under = (directory: string, programs: Readonly<Record<string, Program>>): Record<string, Program> => Object.fromEntries(Object.entries(programs).map(([name, program]) => [`${directory}/${name}`, program]));

/** What busybox and Alpine have: ash as /bin/sh and the core commands. */
export function busyboxPrograms(): Readonly<Record<string, Program>> {
  return { ...under('/bin', bin), '/bin/sh': ash, '/bin/ash': ash };
}

/** What Debian and Ubuntu have: dash as /bin/sh, bash, and the core commands. */
export function coreutilsPrograms(): Readonly<Record<string, Program>> {
  return { ...under('/usr/bin', bin), ...under('/bin', bin), '/bin/sh': dash, '/bin/dash': dash, '/bin/bash': bash, '/usr/bin/bash': bash };
}

/** What the learner's workstation has. */
export function workstationPrograms(): Readonly<Record<string, Program>> {
  return { ...under('/usr/bin', bin), ...under('/bin', bin), '/bin/sh': bash, '/bin/bash': bash, '/usr/bin/bash': bash, '/usr/bin/sh': bash };
}
