// A program on the PATH whose name begins with `kubectl-`, in place of a command that kubectl does not have (kubectl/pkg/cmd/cmd.go, HandlePluginCommand).
import type { Process } from '../machine/process.ts';
import { resolvePath } from '../machine/files.ts';
import type { Fiber } from '../sim/fiber.ts';

/** Runs the plugin with the longest name that the first words make; undefined where there is none. */
export function* runPlugin(process: Process, argv: readonly string[]): Fiber<number | undefined> {
  const flag = argv.findIndex((word) => word.startsWith('-'));
  const words = flag < 0 ? argv : argv.slice(0, flag);
  for (let count = words.length; count > 0; count--) {
    const name = `kubectl-${words.slice(0, count).map((word) => word.replaceAll('-', '_')).join('-')}`;
    const path = onPath(process, name);
    if (path === undefined) continue;
    const child = process.spawn([path, ...argv.slice(count)]);
    if (typeof child === 'string') {
      process.stderr.push(`error: ${child}\n`);
      return 1;
    }
    return (yield* child.wait()).code;
  }
  return undefined;
}

function onPath(process: Process, name: string): string | undefined {
  if (name.includes('/')) return undefined;
  return (process.env.get('PATH') ?? '').split(':').filter(Boolean).map((folder) => resolvePath(process.cwd, `${folder}/${name}`)).find((path) => process.files.exists(path) && (process.files.stat(path).mode & 0o111) !== 0);
}
