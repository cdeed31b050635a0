// kubectl rollout: the commands below it (kubectl/pkg/cmd/rollout/rollout.go).
import type { Command } from '../../cli/command.ts';
import { pause, restart, resume } from './change.ts';
import { history } from './history.ts';
import { status } from './status.ts';
import { undo } from './undo.ts';

export const rollout: Command = {
  name: 'rollout',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources.\n        \n Valid resource types include:\n\n  *  deployments\n  *  daemonsets\n  *  statefulsets',
  examples: "# Rollback to the previous deployment\nkubectl rollout undo deployment/abc\n\n# Check the rollout status of a daemonset\nkubectl rollout status daemonset/foo\n\n# Restart a deployment\nkubectl rollout restart deployment/abc\n\n# Restart deployments with the 'app=nginx' label\nkubectl rollout restart deployment --selector=app=nginx",
  usage: 'rollout SUBCOMMAND',
  commands: [history, pause, restart, resume, status, undo],
  bare: { stream: 'stdout', code: 1 },
};
