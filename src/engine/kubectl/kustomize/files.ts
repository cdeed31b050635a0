// Where a kustomization reads from: its root, what is below it, and other roots that hold neither it nor those who led here (sigs.k8s.io/kustomize/api/internal/loader).
import { type FileSystem, FileError, resolvePath } from '../../machine/files.ts';
import { CliError } from '../cli/errors.ts';

/** What is fetched over the network: a file by its URL, a repository with a base. */
const REMOTE_FILE = /^https?:\/\//;
const REPOSITORY = /^(?:git::|git@|ssh:\/\/|file:\/\/\/|(?:https?:\/\/)?github\.com[/:])|\.git(?:[/?]|$)|^https?:\/\/|\/\/.*\?ref=/;

const words: Partial<Record<string, string>> = { ENOENT: 'no such file or directory', ENOTDIR: 'not a directory', EACCES: 'permission denied', ELOOP: 'too many links', EISDIR: 'is a directory' };
export const goErrno = ({ errno, message }: FileError): string => words[errno] ?? message.toLowerCase();

export class KustomizationFiles {
  readonly root: string;
  private readonly files: FileSystem;
  private readonly restricted: boolean;
  private readonly referrer: KustomizationFiles | undefined;

  private constructor(files: FileSystem, root: string, restricted: boolean, referrer?: KustomizationFiles) {
    this.files = files;
    this.root = root;
    this.restricted = restricted;
    this.referrer = referrer;
  }

  /** At the directory that a command names. @throws CliError */
  static at(files: FileSystem, cwd: string, path: string, restricted: boolean): KustomizationFiles {
    if (REPOSITORY.test(path)) throw new CliError(`remote kustomizations are not simulated in Kubarium: ${path}`);
    return new KustomizationFiles(files, directory(files, path, resolvePath(cwd, path)), restricted);
  }

  /** At another directory that this one names. @throws CliError */
  under(path: string): KustomizationFiles {
    if (path === '') throw new CliError('new root cannot be empty');
    if (REPOSITORY.test(path)) throw new CliError(`remote kustomizations are not simulated in Kubarium: ${path}`);
    if (path.startsWith('/')) throw new CliError(`new root '${path}' cannot be absolute`);
    const full = resolvePath(this.root, path);
    const root = directory(this.files, full, full);
    const visited = [this.root, ...this.referrers()].find((one) => isBelow(one, root));
    if (visited !== undefined) throw new CliError(`cycle detected: candidate root '${root}' contains visited root '${visited}'`);
    return new KustomizationFiles(this.files, root, this.restricted, this);
  }

  private referrers(): readonly string[] {
    return this.referrer ? [this.referrer.root, ...this.referrer.referrers()] : [];
  }

  has(name: string): boolean {
    try {
      this.read(name);
      return true;
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return false;
    }
  }

  /** @throws CliError */
  read(path: string): string {
    if (REMOTE_FILE.test(path)) throw new CliError(`remote resources are not simulated in Kubarium: ${path}`);
    const full = resolvePath(this.root, path);
    const at = this.restricted ? this.allowed(full) : full;
    try {
      return this.files.read(at);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CliError(error.errno === 'EISDIR' ? `read ${at}: is a directory` : `open ${at}: ${goErrno(error)}`);
    }
  }

  private allowed(full: string): string {
    const real = withoutLinks(this.files, full, full);
    if (this.files.stat(real).type === 'directory') throw new CliError(`'${full}' must resolve to a file`);
    if (!isBelow(parentOf(real), this.root)) throw new CliError(`security; file '${full}' is not in or below '${this.root}'`);
    return real;
  }
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
const isBelow = (path: string, root: string): boolean => root === '/' || path === root || path.startsWith(`${root}/`);

function directory(files: FileSystem, named: string, full: string): string {
  let real: string;
  try {
    real = withoutLinks(files, named, full);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`must build at directory: not a valid directory: ${error.message}`);
  }
  if (files.stat(real).type !== 'directory') throw new CliError(`must build at directory: '${named}': file is not directory`);
  return real;
}

/** The path with its links followed, step by step: the first that is not there is named. */
function withoutLinks(files: FileSystem, named: string, full: string): string {
  let done = '';
  let rest = full.split('/').filter((part) => part !== '');
  for (let links = 0; rest.length; ) {
    const at = `${done}/${rest[0] as string}`;
    let link: string | undefined;
    try {
      if (files.lstat(at).type === 'link') link = files.readLink(at);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CliError(`evalsymlink failure on '${named}' : lstat ${at}: ${goErrno(error)}`);
    }
    rest = rest.slice(1);
    if (link === undefined) done = at;
    else {
      links += 1;
      if (links > 255) throw new CliError(`evalsymlink failure on '${named}' : EvalSymlinks: too many links`);
      rest = [...resolvePath(done === '' ? '/' : done, link).split('/').filter((part) => part !== ''), ...rest];
      done = '';
    }
  }
  return done === '' ? '/' : done;
}
