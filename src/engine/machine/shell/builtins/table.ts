// All builtins by name.
import type { Builtin } from './builtin.ts';
import { compgenOf, completingBuiltins } from './completing.ts';
import { controlBuiltins } from './control.ts';
import { directoryBuiltins } from './directories.ts';
import { flowBuiltins } from './flow.ts';
import { historyBuiltins } from './history.ts';
import { lookupBuiltins } from './lookup.ts';
import { outputBuiltins } from './output.ts';
import { readBuiltins } from './read.ts';
import { valueBuiltins } from './values.ts';

const all = new Map<string, Builtin>(Object.entries({ ...flowBuiltins, ...valueBuiltins, ...readBuiltins, ...outputBuiltins, ...controlBuiltins, ...completingBuiltins, ...directoryBuiltins, ...historyBuiltins }));
for (const [name, builtin] of Object.entries({ ...lookupBuiltins(all), compgen: compgenOf(all) })) all.set(name, builtin);

export const builtins: ReadonlyMap<string, Builtin> = all;
