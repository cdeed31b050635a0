// awk: patterns and actions over records.
import { command, CommandFailure } from '../../command.ts';
import type { Program } from '../../process.ts';
import { unescape } from '../../printf.ts';
import { AwkInterpreter } from './interpreter.ts';
import { AwkParser } from './parser.ts';
import { withInput } from './values.ts';

export const awk: Program = command({
  name: 'awk', usage: "awk [-F fs][-v var=value][prog | -f progfile][file ...]", about: 'Pattern scanning and processing language.', strict: true, misuse: 2,
  flags: { separator: { short: 'F', long: 'field-separator', takes: 'value' }, assign: { short: 'v', long: 'assign', takes: 'value' }, file: { short: 'f', long: 'file', takes: 'value' } },
}, function* (run) {
  const sources = run.all('file').map((path) => run.process.files.read(run.path(path)));
  const args = [...run.args];
  if (sources.length === 0) {
    const program = args.shift();
    if (program === undefined) {
      run.process.stderr.push('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n');
      return 2;
    }
    sources.push(program);
  }
  const program = new AwkParser(sources.join('\n')).program();
  const interpreter = new AwkInterpreter(run, program, args);
  const separator = run.get('separator');
  if (separator !== undefined) interpreter.globals.set('FS', separator === 't' ? '\t' : unescape(separator, false).text);
  for (const assignment of run.all('assign')) {
    const m = /^([A-Za-z_]\w*)=([^]*)$/.exec(assignment);
    if (!m) throw new CommandFailure(`invalid -v argument: ${assignment}`, 2);
    interpreter.globals.set(m[1] as string, withInput(unescape(m[2] as string, false).text));
  }
  return yield* interpreter.main();
});
