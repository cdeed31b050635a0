// Help texts laid out as kubectl lays them out (kubectl/pkg/util/templates).
import type { Command, CommandGroup } from './command.ts';
import type { Flag } from './flag.ts';

/** The whole help of a command; `path` is `kubectl create deployment`. */
export function helpOf(command: Command, path: string): string {
  const parts = [command.long ?? command.short];
  if (command.aliases?.length) parts.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (command.examples) parts.push(`Examples:\n${indent(command.examples)}`);
  if (command.commands?.length) parts.push(`Available Commands:\n${commandLines(command.commands)}`);
  const flags = flagLines(command.flags ?? []);
  if (flags) parts.push(`Options:\n${flags}`);
  parts.push(usageOf(command, path));
  return `${parts.join('\n\n')}\n`;
}

function usageOf(command: Command, path: string): string {
  const parent = path.slice(0, path.length - command.name.length);
  const suffix = command.usage.includes('[options]') ? '' : ' [options]';
  const lines = [`Usage:\n  ${parent}${command.usage}${suffix}\n`];
  if (command.commands?.length) lines.push(`Use "${path} <command> --help" for more information about a given command.`);
  lines.push('Use "kubectl options" for a list of global command-line options (applies to all commands).');
  return lines.join('\n');
}

export function rootHelp(groups: readonly CommandGroup[], withIntro: boolean): string {
  const all = groups.flatMap((g) => g.commands);
  const width = paddingOf(all);
  const sections = groups.map((g) => `${g.title}\n${commandLines(g.commands, width)}`);
  const intro = 'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n';
  const outro = [
    'Usage:\n  kubectl [flags] [options]\n',
    'Use "kubectl <command> --help" for more information about a given command.',
    'Use "kubectl options" for a list of global command-line options (applies to all commands).',
  ].join('\n');
  return `${withIntro ? intro : ''}${sections.map((s) => s.trimEnd()).join('\n\n')}\n\n${outro}\n`;
}

const paddingOf = (commands: readonly Command[]): number => Math.max(11, ...commands.filter((c) => !c.hidden).map((c) => c.name.length)) + 3;

function commandLines(commands: readonly Command[], width = paddingOf(commands)): string {
  return commands
    .filter((c) => !c.hidden)
    .map((c) => `  ${c.name.padEnd(width)}${c.short}`)
    .join('\n');
}

const indent = (text: string): string => text.split('\n').map((line) => `  ${line}`).join('\n');

export function flagLines(flags: readonly Flag[]): string {
  return flags
    .filter((f) => !f.hidden && f.deprecated === undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((f) => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}=${defaultText(f)}:\n\t${f.usage}`)
    .join('\n\n');
}

function defaultText(flag: Flag): string {
  const value = flag.default ?? '';
  switch (flag.type) {
    case 'string':
      return `'${value}'`;
    case 'slice':
    case 'array':
      return flag.pairs === 'map' ? '' : `[${value}]`;
    case 'bool':
      return value || 'false';
    case 'int':
      return value || '0';
    case 'duration':
      return value || '0s';
    case 'raw':
      return value;
  }
}
