// git, as far as fetching a repository goes: clone over the simulated network; what works on history is not simulated (builtin/clone.c, remote-curl.c).
import type { Fiber } from '../../../sim/fiber.ts';
import { CommandFailure, parseFlags, Run } from '../../command.ts';
import { FileError, resolvePath } from '../../files.ts';
import { HttpError, parseUrl, request } from '../../http.ts';
import { NetError } from '../../net.ts';
import type { Process, Program } from '../../process.ts';

/** What a server of repositories answers: the files of the branch that is wanted, by their paths. */
export interface Checkout {
  readonly branch: string;
  readonly branches: readonly string[];
  readonly commit: string;
  readonly files: Readonly<Record<string, string>>;
}

const USAGE = 'usage: git [-v | --version] [-h | --help] [-C <path>] <command> [<args>]\n\nstart a working area\n   clone     Clone a repository into a new directory\n';
const known = new Set('add am archive bisect blame branch checkout cherry-pick clean commit config describe diff fetch format-patch gc grep init log merge mv notes pull push rebase reflog remote reset restore revert rm shortlog show stash status submodule switch tag worktree'.split(' '));

export const git: Program = function* (process, argv) {
  let words = argv.slice(1);
  let { cwd } = process;
  while (words[0] === '-C' && words[1] !== undefined) {
    cwd = resolvePath(cwd, words[1]);
    words = words.slice(2);
  }
  const [name = '--help', ...rest] = words;
  if (name === '--version' || name === '-v' || name === 'version') {
    yield* process.stdout.write('git version 2.43.0\n');
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    yield* process.stdout.write(USAGE);
    return words.length === 0 ? 1 : 0;
  }
  if (name !== 'clone') {
    process.stderr.push(known.has(name) ? `git: '${name}' is not simulated in Kubarium; 'git clone' is\n` : `git: '${name}' is not a git command. See 'git --help'.\n`);
    return 1;
  }
  try {
    return yield* clone(process, rest, cwd);
  } catch (error) {
    if (error instanceof CommandFailure) process.stderr.push(`fatal: ${error.message}\n`);
    else if (error instanceof FileError) process.stderr.push(`fatal: could not create work tree dir '${error.path}': ${error.message}\n`);
    else throw error;
    return 128;
  }
};

function* clone(process: Process, words: readonly string[], cwd: string): Fiber<number> {
  const flags = { branch: { short: 'b', long: 'branch', takes: 'value' }, depth: { long: 'depth', takes: 'value' }, quiet: { short: 'q', long: 'quiet' }, single: { long: 'single-branch' }, recursive: { long: 'recurse-submodules' }, verbose: { short: 'v' }, progress: { long: 'progress' } } as const;
  const parsed = parseFlags({ name: 'git', usage: '', about: '', flags }, words);
  if (typeof parsed === 'string') {
    process.stderr.push(`error: ${parsed.replace(/^unrecognized option '--([^']*)'/, "unknown option `$1'").replace(/^invalid option -- '(.)'/, "unknown switch `$1'")}\nusage: git clone [<options>] [--] <repo> [<dir>]\n`);
    return 129;
  }
  const run = new Run(process, 'git', parsed);
  const [address, into] = run.args;
  if (address === undefined) throw new CommandFailure('You must specify a repository to clone.\n\nusage: git clone [<options>] [--] <repo> [<dir>]');
  const directory = into ?? address.replace(/\/+$/, '').replace(/\.git$/, '').split(/[/:]/).at(-1) ?? '';
  const target = resolvePath(cwd, directory);
  const { files } = process;
  if (files.exists(target) && (files.stat(target).type !== 'directory' || files.list(target).length > 0)) throw new CommandFailure(`destination path '${directory}' already exists and is not an empty directory.`);
  const say = (text: string): void => {
    if (!run.has('quiet')) process.stderr.push(text);
  };
  say(`Cloning into '${directory}'...\n`);
  const branch = run.get('branch');
  const found = yield* fetched(process, address, branch);
  if (branch !== undefined && !found.branches.includes(branch)) throw new CommandFailure(`Remote branch ${branch} not found in upstream origin`);
  const count = Object.keys(found.files).length;
  if (run.has('progress') || (process.isTty?.(2) ?? process.tty !== undefined)) {
    const size = Object.values(found.files).reduce((sum, text) => sum + text.length, 0);
    say(`remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nremote: Total ${count} (delta 0), reused ${count} (delta 0), pack-reused 0\nReceiving objects: 100% (${count}/${count}), ${(size / 1024).toFixed(2)} KiB | 1.20 MiB/s, done.\n`);
  }
  for (const [path, text] of Object.entries(found.files)) write(process, `${target}/${path}`, text);
  write(process, `${target}/.git/HEAD`, `ref: refs/heads/${branch ?? found.branch}\n`);
  write(process, `${target}/.git/config`, `[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n\turl = ${address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "${branch ?? found.branch}"]\n\tremote = origin\n\tmerge = refs/heads/${branch ?? found.branch}\n`);
  write(process, `${target}/.git/refs/heads/${branch ?? found.branch}`, `${found.commit}\n`);
  return 0;
}

function write({ files }: Process, path: string, text: string): void {
  files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
  files.write(path, text, path.endsWith('.sh') ? { mode: 0o755 } : {});
}

function* fetched(process: Process, address: string, branch: string | undefined): Fiber<Checkout> {
  if (/^(?:ssh:\/\/|[\w.-]+@[\w.-]+:)/.test(address)) throw new CommandFailure('repositories over SSH are not simulated in Kubarium; those over HTTPS are');
  const url = parseUrl(address.replace(/\/+$/, ''));
  if (!/^https?:\/\//.test(address) || !url) throw new CommandFailure(`repository '${address}' does not exist`);
  const unable = (why: string): CommandFailure => new CommandFailure(`unable to access '${address.replace(/\/?$/, '/')}': ${why}`);
  try {
    // The server of the world outside speaks HTTPS; an http address is sent there at once, as git follows it.
    const response = yield* request(process.net, { ...url, scheme: 'https', port: url.scheme === 'http' && url.port === 80 ? 443 : url.port, target: `${url.target}/info/refs?service=git-upload-pack${branch === undefined ? '' : `&branch=${branch}`}` }, { headers: { 'User-Agent': 'git/2.43.0' }, nowMs: process.clock.nowMs });
    const text = yield* response.text();
    if (response.status === 404) throw new CommandFailure(`repository '${address.replace(/\/?$/, '/')}' not found`);
    if (response.status !== 200) throw unable(`The requested URL returned error: ${response.status}`);
    if (response.headers.get('content-type') !== 'application/x-git-upload-pack-advertisement') throw new CommandFailure(`${address}/info/refs not valid: is this a git repository?`);
    return JSON.parse(text) as Checkout;
  } catch (error) {
    if (error instanceof HttpError) throw unable(error.message);
    if (!(error instanceof NetError)) throw error;
    throw unable(error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN' ? `Could not resolve host: ${url.host}` : `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`);
  }
}
