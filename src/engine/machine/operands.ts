// What commands that change files share: too few operands, and refusals of one file among others (GNU coreutils).
import type { Run } from './command.ts';
import { FileError } from './files.ts';

/** Whether there are enough operands; complains where not. */
export function need(run: Run, count = 1): boolean {
  if (run.args.length >= count) return true;
  run.process.stderr.push(`${run.name}: missing ${run.name === 'touch' ? 'file ' : ''}operand${run.args.length ? ` after '${run.args.at(-1)}'` : ''}\nTry '${run.name} --help' for more information.\n`);
  run.status = 1;
  return false;
}

/** Does something with a file; what the file refuses is a complaint, and the command goes on. */
export function attempt(run: Run, words: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    run.complain(`${words}: ${error.message}`);
  }
}
