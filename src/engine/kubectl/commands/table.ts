// Every command of kubectl, in the groups and the order of its help (kubectl/pkg/cmd/cmd.go). Missing still: see `missing`.
import type { Command, CommandGroup } from '../cli/command.ts';
import { apply } from './apply.ts';
import { create } from './create/create.ts';
import { deleteCommand } from './delete.ts';
import { get } from './get.ts';

export const commandGroups: readonly CommandGroup[] = [
  { title: 'Basic Commands (Beginner):', commands: [create] },
  { title: 'Basic Commands (Intermediate):', commands: [get, deleteCommand] },
  { title: 'Advanced Commands:', commands: [apply] },
];

export const commands: readonly Command[] = commandGroups.flatMap((g) => g.commands);
