// All core commands, and the sets of them that images have.
import type { Program } from '../process.ts';
import { ash, bash, dash } from '../shell/shell.ts';
import { awk } from './awk/awk.ts';
import { bc } from './bc/bc.ts';
import { cat } from './cat.ts';
import { cp, mv } from './copy.ts';
import { curl } from './curl/curl.ts';
import { cut, paste, tr } from './cut.ts';
import { column } from './column.ts';
import { cmp, diff } from './diff.ts';
import { date, env, printenv } from './env.ts';
import { envsubst } from './envsubst.ts';
import { dig } from './dns/dig.ts';
import { getent } from './dns/getent.ts';
import { host } from './dns/host.ts';
import { busyboxNslookup, nslookup, oldBusyboxNslookup } from './dns/nslookup.ts';
import { find, tree } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head } from './head.ts';
import { jq } from './jq/jq.ts';
import { yq } from './jq/yq.ts';
import { ls } from './ls.ts';
import { link, ln, readlink, realpath } from './links.ts';
import { mkdir, mktemp, rmdir, touch } from './make.ts';
import { chmod, chown } from './modes.ts';
import { basename, dirname, pwd, which } from './names.ts';
import { nc } from './netcat.ts';
import { git } from './git/git.ts';
import { openssl } from './openssl/openssl.ts';
import { help, less, man, more, nano, vi, vim, watch } from './pager.ts';
import { busyboxPing, ping } from './ping.ts';
import { busyboxPs, ip, kill, killall, netstat, pgrep, pidof, pkill, ps, ss, top } from './processes.ts';
import { factor, numfmt } from './numbers.ts';
import { csplit, dd, install, split, sync, truncate, unlink } from './split.ts';
import { rm } from './remove.ts';
import { sed } from './sed/sed.ts';
import { clear, echo, expr, failure, nice, nohup, printf, seq, sleep, stdbuf, success, test, timeout, yes } from './simple.ts';
import { join } from './join.ts';
import { expand, fold, nl, rev, tac, tsort, unexpand } from './layout.ts';
import { hexdump, od, strings, xxd } from './dump.ts';
import { base32, base64, basenc } from './encode.ts';
import { gunzip, gzip, zcat } from './gzip.ts';
import { comm, shuf, sort, uniq } from './sort.ts';
import { cksum, md5sum, sha1sum, sha256sum, sha384sum, sha512sum, sum } from './sums.ts';
import { ssh } from './ssh.ts';
import { tail } from './tail.ts';
import { tar } from './tar.ts';
import { tee, xargs } from './tee.ts';
import { wc } from './wc.ts';
import { wget } from './wget.ts';
import { df, du, stat } from './usage.ts';
import { arch, free, groups, hostname, id, nproc, stty, tty, uname, uptime, whoami } from './who.ts';

type Programs = Readonly<Record<string, Program>>;

/** What coreutils, findutils, grep, sed, awk and diffutils bring: every distribution has it. */
const core: Programs = {
  cat, tac, nl, cp, mv, cut, fold, paste, tr, date, env, printenv, head, ls, chmod, chown, ln, mkdir, mktemp, rm, rmdir, touch, basename, dirname, du, pwd, readlink, realpath, stat, which, clear, reset: clear, echo, expr, false: failure, nohup, nice, printf, seq, sleep, true: success,
  test, '[': test, timeout, yes, comm, join, expand, unexpand, tsort, xxd, shuf, sort, uniq, tail, tee, xargs, wc, arch, df, groups, hostname, id, nproc, stty, tty, uname, uptime, whoami, base64, base32, cksum, sum, md5sum, sha1sum, sha256sum, sha384sum, sha512sum, od, gzip, gunzip, zcat, find, diff, cmp, grep, egrep, fgrep, sed, awk, kill, more, tar, split, truncate, dd, install, link, unlink, sync, factor,
};
/** What GNU's coreutils have and busybox has not. */
const gnu: Programs = { basenc, csplit, numfmt, stdbuf };
/** What busybox has and Debian brings in packages of their own. */
const extras: Programs = { bc, hexdump, strings };
/** procps, which slim images go without. */
const procps: Programs = { ps, pgrep, pkill, pidof, top, free, watch };
const network: Programs = { nc, ping, wget, netstat, ip };
const bindUtils: Programs = { dig, host, nslookup };
const workstation: Programs = { ...gnu, ...extras, curl, ...bindUtils, getent, ss, jq, yq, tree, rev, column, envsubst, less, man, help, vi, vim, nano, killall, openssl, git, ssh };

const under = (directory: string, programs: Programs): Record<string, Program> => Object.fromEntries(Object.entries(programs).map(([name, program]) => [`${directory}/${name}`, program]));

/** What busybox has: ash as /bin/sh, the core commands, wget, nc, nslookup, ps, vi. Up to 1.28 its nslookup was another one. */
export function busyboxPrograms(old = false): Programs {
  return { ...under('/bin', { ...core, ...extras, ...procps, ...network, ps: busyboxPs, ping: busyboxPing, nslookup: old ? oldBusyboxNslookup : busyboxNslookup, rev, tree, less, vi, killall }), '/bin/sh': ash, '/bin/ash': ash };
}

/** What Alpine has beside busybox, and what is often added to it. */
export function alpinePrograms(...added: readonly ('curl' | 'network' | 'jq' | 'git' | 'openssl')[]): Programs {
  const more: Programs = { getent, ...(added.includes('curl') ? { curl } : {}), ...(added.includes('jq') ? { jq } : {}), ...(added.includes('git') ? { git } : {}), ...(added.includes('openssl') || added.includes('network') ? { openssl } : {}), ...(added.includes('network') ? { ...bindUtils, ss, bash } : {}) };
  return { ...busyboxPrograms(), ...under('/usr/bin', more) };
}

/** What Debian and Ubuntu have: dash as /bin/sh, bash and the core commands, but neither ps nor a network tool unless it was added. */
export function coreutilsPrograms(...added: readonly ('curl' | 'network')[]): Programs {
  const all: Programs = { ...core, ...gnu, getent, ...(added.includes('curl') ? { curl } : {}), ...(added.includes('network') ? { ...bindUtils, ...network, ...procps } : {}) };
  return { ...under('/usr/bin', all), ...under('/bin', all), '/bin/sh': dash, '/bin/dash': dash, '/bin/bash': bash, '/usr/bin/bash': bash };
}

/** What a node has: a distribution with the tools to look around. */
export function nodePrograms(): Programs {
  return coreutilsPrograms('curl', 'network');
}

/** What the learner's workstation has beside its shells: everything. By name. */
export function workstationPrograms(): Programs {
  return { ...core, ...procps, ...network, ...workstation };
}
