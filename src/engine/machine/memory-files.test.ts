// The file system in memory: sharing, links, mounts, permissions, quota, watches, snapshots.
import { describe, expect, test } from 'vitest';
import { FileError } from './files.ts';
import { buildTree } from './file-tree.ts';
import { emptyFiles, filesOf, MemoryFiles } from './memory-files.ts';

const nowMs = (): number => 1000;
const errno = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof FileError) return error.errno;
    throw error;
  }
  return 'none';
};

describe('memory files', () => {
  test('two containers share a base and do not see one another’s writes', () => {
    const base = buildTree({ '/etc/app.conf': 'a' }, {});
    const one = new MemoryFiles({ nowMs, base });
    const two = new MemoryFiles({ nowMs, base });
    one.write('/etc/app.conf', 'changed');
    one.write('/etc/new', 'x');
    expect([one.read('/etc/app.conf'), two.read('/etc/app.conf'), two.exists('/etc/new')]).toEqual(['changed', 'a', false]);
  });

  test('names its failures', () => {
    const files = filesOf(nowMs, { '/a/b': 'text' });
    expect(errno(() => files.read('/none'))).toBe('ENOENT');
    expect(errno(() => files.read('/a'))).toBe('EISDIR');
    expect(errno(() => files.read('/a/b/c'))).toBe('ENOTDIR');
    expect(errno(() => files.mkdir('/a'))).toBe('EEXIST');
    expect(errno(() => files.mkdir('/x/y'))).toBe('ENOENT');
    expect(errno(() => files.remove('/a'))).toBe('ENOTEMPTY');
    expect(errno(() => files.rename('/a', '/a/c'))).toBe('EINVAL');
    files.mkdir('/x/y/z', { parents: true });
    expect(files.list('/x')).toEqual(['y']);
    files.remove('/a', { recursive: true });
    expect(files.exists('/a/b')).toBe(false);
  });

  test('follows links, and knows a loop', () => {
    const files = filesOf(nowMs, { '/data/v1/key': 'one', '/data/v2/key': 'two' });
    files.link('v1', '/data/now');
    files.link('now/key', '/data/key');
    expect(files.read('/data/key')).toBe('one');
    files.link('v2', '/data/next');
    files.rename('/data/next', '/data/now');
    expect(files.read('/data/key')).toBe('two');
    expect(files.lstat('/data/key').type).toBe('link');
    files.link('loop', '/loop');
    expect(errno(() => files.read('/loop'))).toBe('ELOOP');
  });

  test('counts UTF-8 bytes and keeps to a quota', () => {
    const files = emptyFiles(nowMs, { quotaBytes: 10 });
    files.write('/k', '한글');
    expect([files.stat('/k').size, files.usedBytes]).toEqual([6, 6]);
    expect(errno(() => files.write('/k', '12345', { append: true }))).toBe('ENOSPC');
    files.write('/k', '123', { append: true });
    files.remove('/k');
    expect(files.usedBytes).toBe(0);
  });

  test('mounts appear where they are mounted, links inside lead through the whole tree', () => {
    const volume = emptyFiles(nowMs);
    volume.mkdir('/v/..2024', { parents: true });
    volume.write('/v/..2024/key', 'value');
    volume.link('..2024', '/v/..data');
    volume.link('..data/key', '/v/key');
    const files = new MemoryFiles({
      nowMs, base: buildTree({}, {}),
      mounts: [{ path: '/etc/config', source: volume, sourcePath: '/v', readOnly: true }, { path: '/srv/one', source: volume, sourcePath: '/v/key', readOnly: false }, { path: '/var/run/secrets/x', source: volume, sourcePath: '/v', readOnly: true }],
    });
    expect(files.list('/etc')).toEqual(['config']);
    expect(files.list('/var/run')).toEqual(['secrets']);
    expect(files.read('/etc/config/key')).toBe('value');
    expect(files.lstat('/etc/config/key').type).toBe('link');
    expect([files.read('/srv/one'), files.stat('/srv/one').type]).toEqual(['value', 'file']);
    expect(errno(() => files.write('/etc/config/key', 'x'))).toBe('EROFS');
    expect(errno(() => files.remove('/etc/config'))).toBe('EBUSY');
    files.write('/srv/one', 'new');
    expect(files.read('/etc/config/key')).toBe('new');
    expect(errno(() => files.rename('/srv/one', '/tmp2'))).toBe('EXDEV');
    volume.link('/etc/hosts', '/v/abs');
    files.write('/etc/hosts', 'hosts');
    expect(files.read('/etc/config/abs')).toBe('hosts');
  });

  test('other users keep to the mode', () => {
    const root = filesOf(nowMs, { '/etc/secret': 's' });
    root.chmod('/etc/secret', 0o600);
    const student = root.as('student');
    expect(errno(() => student.read('/etc/secret'))).toBe('EACCES');
    expect(errno(() => student.write('/etc/x', ''))).toBe('EACCES');
    student.write('/tmp/mine', 'x');
    expect(student.stat('/tmp/mine').owner).toBe('student');
    expect(errno(() => student.chmod('/etc/secret', 0o777))).toBe('EPERM');
    expect(errno(() => new MemoryFiles({ nowMs, readOnly: true }).write('/x', ''))).toBe('EROFS');
  });

  test('below a mount, only what is in it exists', () => {
    const files = new MemoryFiles({ nowMs, mounts: [{ path: '/data', source: filesOf(nowMs, { '/here': 'x' }), sourcePath: '/', readOnly: false }] });
    expect(['/data', '/data/here', '/data/none', '/data/none/below'].map((path) => files.exists(path))).toEqual([true, true, false, false]);
  });

  test('tells who watches, also through a mount', () => {
    const volume = emptyFiles(nowMs);
    const files = new MemoryFiles({ nowMs, mounts: [{ path: '/data', source: volume, sourcePath: '/', readOnly: false }] });
    const seen: string[] = [];
    const stop = files.watch('/data', (path) => seen.push(path));
    volume.write('/a', '1');
    files.write('/b', 'elsewhere');
    stop();
    volume.write('/a', '2');
    expect(seen).toEqual(['/data/a']);
  });

  test('is restored from its snapshot', () => {
    const base = buildTree({ '/etc/a': 'a', '/etc/b': 'b' }, {});
    const files = new MemoryFiles({ nowMs, base });
    files.mkdir('/home/me', { parents: true });
    files.write('/home/me/x.txt', 'hello');
    files.chmod('/home/me/x.txt', 0o755);
    files.mkdir('/home/me/empty', { mode: 0o700 });
    files.link('x.txt', '/home/me/l');
    files.remove('/etc/a');
    const snapshot = JSON.parse(JSON.stringify(files.snapshot()));
    const again = new MemoryFiles({ nowMs, base });
    again.restore(snapshot);
    expect(again.snapshot()).toEqual(snapshot);
    expect([again.read('/home/me/l'), again.stat('/home/me/x.txt').mode, again.exists('/etc/a'), again.read('/etc/b'), again.stat('/home/me/empty').mode]).toEqual(['hello', 0o755, false, 'b', 0o700]);
  });
});
