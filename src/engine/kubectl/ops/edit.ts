// Lets a person change an object in an editor: a temporary file, $KUBE_EDITOR, and the file read back (kubectl/pkg/cmd/util/editor).
import { type Json } from '../../base/json.ts';
import { resolvePath } from '../../machine/files.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { parseYaml } from '../../kube/yaml.ts';

export interface Edited {
  readonly path: string;
  /** Without the lines that begin with `#`. */
  readonly text: string;
  readonly unchanged: boolean;
  /** The value, or why there is none. */
  readonly value: Json | undefined;
  readonly fault?: string;
}

/** Opens `header` + `body` in the editor. @throws CliError where the editor fails */
export function* runEditor(ctx: Invocation, header: string, body: string, extension: 'yaml' | 'json'): Fiber<Edited> {
  const { process } = ctx;
  const path = `/tmp/kubectl-edit-${process.random.uint32()}.${extension}`;
  if (!process.files.exists('/tmp')) process.files.mkdir('/tmp', { parents: true });
  process.files.write(path, header + body, { mode: 0o600 });
  yield* launch(ctx, path);
  const text = process.files.read(path);
  const content = withoutComments(text);
  const unchanged = content === withoutComments(body);
  try {
    return { path, text: content, unchanged, value: content.trim() === '' ? null : parseYaml(content) };
  } catch (error) {
    return { path, text: content, unchanged, value: undefined, fault: (error as Error).message };
  }
}

export const withoutComments = (text: string): string => text.split('\n').filter((line) => !line.startsWith('#')).join('\n');

/** The command of $KUBE_EDITOR or $EDITOR goes through a shell where it has blanks or quotes. */
function* launch(ctx: Invocation, path: string): Fiber<void> {
  const { process } = ctx;
  const editor = process.env.get('KUBE_EDITOR') || process.env.get('EDITOR') || 'vi';
  const shell = process.env.get('SHELL') || '/bin/bash';
  const argv = /[\s"'\\]/.test(editor) ? [shell, '-c', `${editor} ${quoted(resolvePath(process.cwd, path))}`] : [editor, path];
  const child = process.spawn(argv);
  if (typeof child === 'string') throw new CliError(`unable to launch the editor ${JSON.stringify(editor)}`);
  const status = yield* child.wait();
  if (status.code !== 0) throw new CliError(`there was a problem with the editor ${JSON.stringify(editor)}`);
}

const quoted = (path: string): string => `"${path}"`;
