// `chaos` at the terminal: the faults of the menu as commands, so that a lesson or a script can ask for them too.
import { command, type Run } from '../machine/command.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Completed } from './desk.ts';
import type { FaultInfo } from './fault-kind.ts';
import type { Faults } from './faults.ts';

const usage = `chaos [COMMAND]
  chaos                               what is broken now
  chaos list                          the faults that there are
  chaos help FAULT                    one of them: what it does, its options, its targets now
  chaos FAULT [TARGET] [OPTION=VALUE…]  break something
  chaos heal [FAULT [TARGET]]         heal it; without a fault, everything`;

/** `chaos stop-node node-3`, `chaos heal stop-node node-3`, `chaos heal` (everything), `chaos` (what is in force). */
export function createChaos(faults: Faults): Completed {
  const program = command({ name: 'chaos', usage, about: 'Breaks something in the cluster on purpose, and heals it again.', flags: {} }, function* (run) {
    const [verb = 'status', ...rest] = run.args;
    if (verb === 'status') yield* status(run, faults);
    else if (verb === 'list') yield* list(run, faults.catalogue);
    else if (verb === 'help') yield* help(run, faults, rest[0]);
    else if (verb === 'heal') yield* heal(run, faults, rest);
    else yield* apply(run, faults, verb, rest);
  });
  return {
    program,
    *complete(_, words) {
      const abouts = new Map(faults.catalogue.map(({ name, about }) => [name, about]));
      const first = words.length === 2;
      return completeChaos(faults, words).map((text) => ({ text, ...(first && abouts.has(text) ? { description: abouts.get(text) as string } : {}) }));
    },
  };
}

/** What Tab offers for the last word. */
function completeChaos(faults: Faults, words: readonly string[]): string[] {
  const given = words.slice(1, -1);
  const last = words.at(-1) ?? '';
  const begins = (candidates: readonly string[]): string[] => candidates.filter((candidate) => candidate.startsWith(last));
  const names = faults.catalogue.map(({ name }) => name);
  const [verb, fault] = given;
  if (verb === undefined) return begins(['help', 'heal', 'list', ...names]);
  if (verb === 'help') return given.length === 1 ? begins(names) : [];
  if (verb === 'heal') {
    const active = faults.list();
    if (fault === undefined) return begins([...new Set(active.map(({ name }) => name))]);
    return given.length === 2 ? begins(active.flatMap(({ name, target }) => (name === fault && target !== '' ? [target] : []))) : [];
  }
  const info = faults.catalogue.find(({ name }) => name === verb);
  if (!info) return [];
  if (info.target !== 'none' && given.length === 1) return begins(faults.targets(verb));
  const [name, value] = last.split('=');
  if (value === undefined) return begins(info.options.filter((option) => !given.some((word) => word.startsWith(`${option.name}=`))).map((option) => `${option.name}=`));
  return begins((info.options.find((option) => option.name === name)?.choices ?? []).map((choice) => `${name}=${choice}`));
}

function* status(run: Run, faults: Faults): Fiber<void> {
  const active = faults.list();
  yield* run.out(active.length === 0 ? 'nothing is broken\n' : active.map(({ name, target }) => `${`${name} ${target}`.trim()}\n`).join(''));
}

function* list(run: Run, catalogue: readonly FaultInfo[]): Fiber<void> {
  const width = Math.max(...catalogue.map((info) => synopsis(info).length)) + 3;
  yield* run.out(catalogue.map((info) => `${synopsis(info).padEnd(width)}${info.about}\n`).join(''));
}

function* help(run: Run, faults: Faults, name: string | undefined): Fiber<void> {
  if (name === undefined) return void (yield* run.out(`Usage: ${usage}\n`));
  const info = faults.catalogue.find((each) => each.name === name);
  if (!info) return unknown(run, faults, name);
  const options = info.options.map(({ name: option, kind, default: otherwise, choices }) => `  ${option}=${kind === 'number' ? 'NUMBER' : (choices ?? []).join('|')}  (default ${otherwise})\n`);
  const targets = faults.targets(name);
  yield* run.out(
    `NAME\n  chaos ${synopsis(info)}\n\nDESCRIPTION\n  ${info.about}\n${info.momentary ? '  It happens at once and leaves nothing to heal.\n' : `  Healed by: chaos heal ${info.name}${info.target === 'none' ? '' : ` ${word(info)}`}\n`}` +
      (options.length > 0 ? `\nOPTIONS\n${options.join('')}` : '') +
      (info.target === 'none' ? '' : `\nTARGETS\n${targets.length > 0 ? targets.map((target) => `  ${target}\n`).join('') : '  none at present\n'}`),
  );
}

function* heal(run: Run, faults: Faults, [name, target]: readonly string[]): Fiber<void> {
  const wanted = target === undefined ? undefined : [target, `default/${target}`];
  const healed = faults.list().filter((fault) => (name === undefined || fault.name === name) && (wanted === undefined || wanted.includes(fault.target)));
  if (healed.length === 0) return run.complain(name === undefined ? 'nothing is broken' : `${[name, target].filter(Boolean).join(' ')} is not in force`);
  for (const fault of healed) if (faults.heal(fault.id)) yield* run.out(`${`${fault.name} ${fault.target}`.trim()} healed\n`);
}

function* apply(run: Run, faults: Faults, name: string, words: readonly string[]): Fiber<void> {
  const info = faults.catalogue.find((each) => each.name === name);
  if (!info) return unknown(run, faults, name);
  const plain = words.filter((each) => !each.includes('='));
  const options: Record<string, string> = {};
  for (const each of words) if (each.includes('=')) options[each.slice(0, each.indexOf('='))] = each.slice(each.indexOf('=') + 1);
  const wrong = Object.keys(options).find((option) => !info.options.some((known) => known.name === option));
  if (wrong !== undefined) return run.complain(`${name} has no option "${wrong}"; it has: ${info.options.map((option) => option.name).join(', ') || 'none'}`);
  if (info.target === 'none' ? plain.length > 0 : plain.length !== 1) return run.complain(`usage: chaos ${synopsis(info)}`);
  const target = targetOf(info, faults, plain[0] ?? '');
  if (!faults.apply(name, { target, ...options })) return run.complain(refusal(info, faults, target, options));
  yield* run.out(`${`${name} ${target}`.trim()} applied\n`);
}

/** In the namespace `default` its name may be left out. */
function targetOf({ name }: FaultInfo, faults: Faults, given: string): string {
  const inDefault = `default/${given}`;
  return given !== '' && faults.targets(name).includes(inDefault) ? inDefault : given;
}

function refusal(info: FaultInfo, faults: Faults, target: string, options: Readonly<Record<string, string>>): string {
  if (faults.list().some((fault) => fault.name === info.name && fault.target === target)) return `${`${info.name} ${target}`.trim()} is in force already`;
  for (const { name, kind, choices = [] } of info.options) {
    const value = options[name];
    if (value === undefined) continue;
    if (kind === 'number' && !/^\d+(\.\d+)?$/.test(value)) return `${name} is to be a number, not "${value}"`;
    if (kind === 'choice' && !choices.includes(value)) return `${name} is to be one of ${choices.join(', ')}, not "${value}"`;
  }
  const targets = faults.targets(info.name);
  return `${info.name} cannot be done to "${target}" now; to: ${targets.join(', ') || 'nothing at present'}`;
}

function unknown(run: Run, faults: Faults, name: string): void {
  run.complain(`there is no fault "${name}", but: ${faults.catalogue.map((info) => info.name).join(', ')}`);
}

const word = ({ target }: FaultInfo): string => target.toUpperCase().replace('-', '_');
const synopsis = (info: FaultInfo): string => [info.name, ...(info.target === 'none' ? [] : [word(info)]), ...info.options.map(({ name }) => `[${name}=…]`)].join(' ');
