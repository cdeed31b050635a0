// All builtins by name.
import type { Builtin } from './builtin.ts';
import { completingBuiltins } from './completing.ts';
import { controlBuiltins } from './control.ts';
import { commandBuiltins, flowBuiltins } from './flow.ts';
import { outputBuiltins } from './output.ts';
import { readBuiltins } from './read.ts';
import { valueBuiltins } from './values.ts';

const all = new Map<string, Builtin>(Object.entries({ ...flowBuiltins, ...valueBuiltins, ...readBuiltins, ...outputBuiltins, ...controlBuiltins, ...completingBuiltins }));
for (const [name, builtin] of Object.entries(commandBuiltins(all))) all.set(name, builtin);

export const builtins: ReadonlyMap<string, Builtin> = all;
