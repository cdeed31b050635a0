// kubectl options, completion, plugin and alpha: what needs no cluster.
import type { Command } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { globalFlags } from '../cli/global-flags.ts';
import { flagLines } from '../cli/help.ts';
import { homeOf } from '../config/kubeconfig.ts';
import { completionExamples, completionLong } from '../help/completion.ts';
import { pluginExamples, pluginLong } from '../help/plugin.ts';

export const options: Command = {
  name: 'options',
  short: 'Print the list of flags inherited by all commands',
  long: 'Print the list of flags inherited by all commands.',
  examples: '# Print flags inherited by all commands\nkubectl options',
  usage: 'options',
  completes: ['none'],
  hidden: true,
  *run(ctx) {
    ctx.out(`The following options can be passed to any command:\n\n${flagLines(globalFlags(homeOf(ctx.process)))}\n\n`);
  },
};

const LICENSE = (mark: string): string => `${mark} Copyright 2016 The Kubernetes Authors.\n${mark}\n${mark} Licensed under the Apache License, Version 2.0 (the "License");\n${mark} you may not use this file except in compliance with the License.\n`;

const shells: Readonly<Record<string, string>> = {
  bash: `\n${LICENSE('#')}\n__start_kubectl() {\n    local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")\n    COMPREPLY=($(kubectl __completeNoDesc "\${words[@]}" 2>/dev/null | sed '/^:/d'))\n}\ncomplete -o default -F __start_kubectl kubectl\n`,
  zsh: `#compdef kubectl\ncompdef _kubectl kubectl\n${LICENSE('#')}\n_kubectl() {\n    local -a found\n    found=("\${(@f)$(kubectl __completeNoDesc "\${words[@]:1}" 2>/dev/null | sed '/^:/d')}")\n    compadd -a found\n}\n`,
  fish: `${LICENSE('#')}\ncomplete -c kubectl -f -a '(kubectl __completeNoDesc (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null | string match -v ":*")'\n`,
  powershell: `${LICENSE('#')}\nRegister-ArgumentCompleter -CommandName kubectl -ScriptBlock { param($word, $ast) kubectl __completeNoDesc $ast.CommandElements[1..$ast.CommandElements.Count] 2>$null }\n`,
};

export const completion: Command = {
  name: 'completion',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: completionLong,
  examples: completionExamples,
  usage: 'completion SHELL',
  completes: [['bash', 'zsh', 'fish', 'powershell'], 'none'],
  *run(ctx) {
    if (ctx.args.length === 0) throw ctx.usage('Shell not specified.');
    if (ctx.args.length > 1) throw ctx.usage('Too many arguments. Expected only the shell type.');
    const script = shells[ctx.args[0] as string];
    if (script === undefined) throw ctx.usage(`Unsupported shell type ${JSON.stringify(ctx.args[0])}.`);
    ctx.out(script);
  },
};

export const plugin: Command = {
  name: 'plugin',
  short: 'Provides utilities for interacting with plugins',
  long: pluginLong,
  examples: pluginExamples,
  usage: 'plugin [flags]',
  commands: [{
    name: 'list',
    short: "List all visible plugin executables on a user's PATH",
    long: "List all available plugin files on a user's PATH. To see plugins binary names without the full path use --name-only flag.\n\n Available plugin files are those that are: - executable - anywhere on the user's PATH - begin with \"kubectl-\"",
    examples: '# List all available plugins\nkubectl plugin list\n\n# List only binary names of available plugins without paths\nkubectl plugin list --name-only',
    usage: 'list [flags]',
    completes: ['none'],
    flags: [{ name: 'name-only', type: 'bool', usage: 'If true, display only the binary name of each plugin, rather than its full path' }],
    *run(ctx) {
      const folders = [...new Set((ctx.process.env.get('PATH') ?? '').split(':').filter(Boolean))].filter((f) => ctx.process.files.exists(f));
      const found = folders.flatMap((f) => ctx.process.files.list(f).filter((n) => n.startsWith('kubectl-')).map((n) => (ctx.flags.bool('name-only') ? n : `${f}/${n}`)));
      if (found.length === 0) throw new CliError('unable to find any kubectl plugins in your PATH');
      ctx.out(`The following compatible plugins are available:\n\n${found.map((f) => `${f}\n`).join('')}`);
    },
  }],
};

export const alpha: Command = {
  name: 'alpha',
  short: 'Commands for features in alpha',
  long: 'These commands correspond to alpha features that are not enabled in Kubernetes clusters by default.',
  usage: 'alpha',
  hidden: true,
  *run(ctx) {
    ctx.err('No alpha commands are available in this version of kubectl\n');
    return 0;
  },
};
