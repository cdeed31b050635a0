// Every command of kubectl, in the groups and the order of its help (kubectl/pkg/cmd/cmd.go).
// Not begun yet: set, explain, rollout, debug, kustomize (free to take); coming: expose, autoscale, port-forward, cp, config and the rest.
import type { Command, CommandGroup } from '../cli/command.ts';
import { annotate } from './annotate.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { create } from './create/create.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { edit } from './edit.ts';
import { exec } from './exec.ts';
import { get } from './get.ts';
import { label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { wait } from './wait.ts';

export const commandGroups: readonly CommandGroup[] = [
  { title: 'Basic Commands (Beginner):', commands: [create, run] },
  { title: 'Basic Commands (Intermediate):', commands: [get, edit, deleteCommand] },
  { title: 'Deploy Commands:', commands: [scale] },
  { title: 'Cluster Management Commands:', commands: [] },
  { title: 'Troubleshooting and Debugging Commands:', commands: [describe, logs, attach, exec] },
  { title: 'Advanced Commands:', commands: [apply, patch, replace, wait] },
  { title: 'Settings Commands:', commands: [label, annotate] },
  { title: 'Subcommands provided by plugins:', commands: [] },
  { title: 'Other Commands:', commands: [] },
];

/** Commands that help does not show. */
const hidden: readonly Command[] = [];

export const commands: readonly Command[] = [...commandGroups.flatMap((g) => g.commands), ...hidden];
