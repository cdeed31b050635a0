// `chaos` at the terminal: the faults of the menu as commands, so that a lesson or a script can ask for them too.
import { command } from '../machine/command.ts';
import type { Program } from '../machine/process.ts';
import type { Faults } from './faults.ts';

const usage = 'chaos [list | FAULT TARGET | heal [FAULT TARGET]]';

/** `chaos stop-node node-3`, `chaos heal stop-node node-3`, `chaos heal` (everything), `chaos list` (what is in force). */
export function createChaos(faults: Faults): Program {
  return command({ name: 'chaos', usage, about: `Break something, or heal it again. Faults: ${faults.names.join(', ')}.`, flags: {} }, function* (run) {
    const [verb = 'list', ...rest] = run.args;
    if (verb === 'list') {
      const active = faults.list();
      yield* run.out(active.length === 0 ? 'nothing is broken\n' : active.map(({ name, target }) => `${name} ${target}\n`).join(''));
    } else if (verb === 'heal') {
      const healed = faults.list().filter(({ name, target }) => rest.length === 0 || (name === rest[0] && target === rest[1]));
      if (healed.length === 0) return void run.complain(rest.length === 0 ? 'nothing is broken' : `${rest.join(' ')} is not in force`);
      for (const fault of healed) if (faults.heal(fault.id)) yield* run.out(`${fault.name} ${fault.target} healed\n`);
    } else {
      const [target = ''] = rest;
      if (!faults.names.includes(verb)) return void run.complain(`there is no fault "${verb}", but: ${faults.names.join(', ')}`);
      if (!faults.apply(verb, { target })) return void run.complain(`${verb} cannot be applied to "${target}": no such target, or it is in force already`);
      yield* run.out(`${verb} ${target} applied\n`);
    }
    return undefined;
  });
}
