// Every command of kubectl, in the groups and the order of its help (kubectl/pkg/cmd/cmd.go).
import type { Command, CommandGroup } from '../cli/command.ts';
import { annotate } from './annotate.ts';
import { apiResources } from './api-resources.ts';
import { apiVersions } from './api-versions.ts';
import { apply } from './apply.ts';
import { attach } from './attach.ts';
import { auth } from './auth/auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import { clusterInfo } from './cluster-info.ts';
import { config } from './config/config.ts';
import { cordon, uncordon } from './cordon.ts';
import { cp } from './cp.ts';
import { create } from './create/create.ts';
import { debug } from './debug.ts';
import { deleteCommand } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { drain } from './drain.ts';
import { edit } from './edit.ts';
import { events } from './events.ts';
import { exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { kustomize } from './kustomize.ts';
import { label } from './label.ts';
import { logs } from './logs.ts';
import { patch } from './patch.ts';
import { portForward } from './port-forward.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout/rollout.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';
import { set } from './set/set.ts';
import { kuberc } from './kuberc.ts';
import { proxy } from './proxy.ts';
import { alpha, completion, options, plugin } from './settings.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { version } from './version.ts';
import { wait } from './wait.ts';

export const commandGroups: readonly CommandGroup[] = [
  { title: 'Basic Commands (Beginner):', commands: [create, expose, run, set] },
  { title: 'Basic Commands (Intermediate):', commands: [explain, get, edit, deleteCommand] },
  { title: 'Deploy Commands:', commands: [rollout, scale, autoscale] },
  { title: 'Cluster Management Commands:', commands: [certificate, clusterInfo, top, cordon, uncordon, drain, taint] },
  { title: 'Troubleshooting and Debugging Commands:', commands: [describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events] },
  { title: 'Advanced Commands:', commands: [diff, apply, patch, replace, wait, kustomize] },
  { title: 'Settings Commands:', commands: [label, annotate, completion] },
  { title: 'Subcommands provided by plugins:', commands: [] },
  { title: 'Other Commands:', commands: [apiResources, apiVersions, config, kuberc, plugin, version] },
];

/** Commands that help does not show. */
const hidden: readonly Command[] = [options, alpha];

export const commands: readonly Command[] = [...commandGroups.flatMap((g) => g.commands), ...hidden];
