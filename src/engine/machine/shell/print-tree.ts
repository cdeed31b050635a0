// A function's text as bash shows it (`declare -f`, `type`, `export -f`): bash's print_cmd.c, four blanks a level.
import type { AndOr, Case, Command, CommandNode, CompoundList, PipelineNode, Redirection, Statement, TestExpression, Word } from 'unbash';

/** `name () \n{ … }` */
export function functionText(name: string, body: CommandNode | CompoundList, source: string): string {
  const printer = new Printer(source);
  return `${name} () \n${printer.body(body)}`;
}

/** A command on one line, as BASH_COMMAND and `jobs` show it. */
export function commandText(node: CommandNode | AndOr, source: string): string {
  return new Printer(source, false).pipelineOrList(node);
}

class Printer {
  private depth = 0;
  private here: string[] = [];
  private readonly source: string;
  private readonly inFunction: boolean;

  constructor(source: string, inFunction = true) {
    this.source = source;
    this.inFunction = inFunction;
  }

  body(node: CommandNode | CompoundList): string {
    if (node.type === 'CompoundList') return this.group(node);
    // What is no group is shown in one.
    if (node.type === 'BraceGroup') return this.group(node.body);
    if (node.type === 'Redirected' && node.command.type === 'BraceGroup') return `${this.group(node.command.body)}${this.redirects(node.redirects)}`;
    this.depth++;
    const inner = `${this.indent()}${this.command(node)}`;
    this.depth--;
    return `{ \n${inner}\n}`;
  }

  private indent(): string {
    return '    '.repeat(this.depth);
  }

  private nested(act: () => string): string {
    this.depth++;
    const text = act();
    this.depth--;
    return text;
  }

  private group(list: CompoundList): string {
    if (!this.inFunction) return `{ ${this.list(list)}; }`;
    return `{ \n${this.nested(() => `${this.indent()}${this.list(list)}`)}\n${this.indent()}}`;
  }

  /** The statements of a list; the here-documents of a line follow it. */
  private list(list: { readonly commands: readonly Statement[] }): string {
    let text = '';
    for (const [i, statement] of list.commands.entries()) {
      const last = i === list.commands.length - 1;
      text += this.pipelineOrList(statement.command);
      if (statement.background) {
        text += last ? ' &' : ' & ';
        continue;
      }
      const had = this.here.length > 0;
      text += this.documents();
      if (!last) text += `${had ? '' : ';'}${this.inFunction ? `\n${this.indent()}` : ' '}`;
    }
    return text;
  }

  private documents(): string {
    const text = this.here.join('');
    this.here = [];
    return text;
  }

  pipelineOrList(node: PipelineNode | AndOr): string {
    if (node.type === 'AndOr') return node.commands.map((command, i) => (i ? ` ${node.operators[i - 1]} ` : '') + this.pipelineOrList(command)).join('');
    if (node.type !== 'Pipeline') return this.command(node);
    const prefix = node.prefixes.map((entry) => (entry.type === 'Negation' ? '! ' : entry.posix ? 'time -p ' : 'time ')).join('');
    return prefix + node.commands.map((command, i) => (i ? (node.operators[i - 1] === '|&' ? ' 2>&1 | ' : ' | ') : '') + this.command(command)).join('');
  }

  private command(node: CommandNode): string {
    switch (node.type) {
      case 'Command': return this.simple(node);
      case 'Redirected': return this.command(node.command) + this.redirects(node.redirects);
      case 'If': return this.conditional(node.clause, node.then, node.elif, node.else);
      case 'While': return `${node.kind} ${this.list(node.clause)}; do\n${this.block(node.body)};\n${this.indent()}done`;
      case 'For': return `for ${node.name.text} in ${node.wordlist ? node.wordlist.map(textOf).join(' ') : '"$@"'};\n${this.indent()}do\n${this.block(node.body)};\n${this.indent()}done`;
      case 'Select': return `select ${node.name.text} in ${node.wordlist ? node.wordlist.map(textOf).join(' ') : '"$@"'};\n${this.indent()}do\n${this.block(node.body)};\n${this.indent()}done`;
      case 'ArithmeticFor': {
        const part = (expression: { readonly pos: number; readonly end: number } | undefined): string => (expression ? this.source.slice(expression.pos, expression.end).trim() : '1');
        return `for ((${part(node.initialize)}; ${part(node.test)}; ${part(node.update)}))\n${this.indent()}do\n${this.block(node.body)};\n${this.indent()}done`;
      }
      case 'Case': return this.cases(node);
      case 'BraceGroup': return this.group(node.body);
      case 'Subshell': return `( ${this.list(node.body)} )`;
      case 'TestCommand': return `[[ ${condition(node.expression)} ]]`;
      case 'ArithmeticCommand': return `((${node.body}))`;
      case 'Function': return `function ${node.name.text} () \n${this.indent()}${this.nestedBody(node.body)}`;
      case 'Coproc': return `coproc ${node.name?.text ?? 'COPROC'} ${node.body.type === 'CompoundList' ? this.group(node.body) : this.command(node.body)}`;
    }
  }

  private nestedBody(body: CommandNode | CompoundList): string {
    return body.type === 'CompoundList' ? this.group(body) : this.command(body);
  }

  private block(list: CompoundList): string {
    return this.nested(() => `${this.indent()}${this.list(list)}`);
  }

  /** An `elif` is shown as an `if` in the `else`. */
  private conditional(clause: CompoundList, then: CompoundList, elif: readonly { readonly clause: CompoundList; readonly then: CompoundList }[], otherwise: CompoundList | undefined): string {
    let text = `if ${this.list(clause)}; then\n${this.block(then)};\n${this.indent()}`;
    const [next, ...rest] = elif;
    if (next) text += `else\n${this.nested(() => this.indent() + this.conditional(next.clause, next.then, rest, otherwise))};\n${this.indent()}`;
    else if (otherwise) text += `else\n${this.block(otherwise)};\n${this.indent()}`;
    return `${text}fi`;
  }

  private cases(node: Case): string {
    const items = this.nested(() => node.items.map((item) => `${this.indent()}${item.pattern.map(textOf).join(' | ')})\n${item.body.commands.length ? `${this.block(item.body)}\n` : ''}${this.indent()}${item.terminator ?? ';;'}`).join('\n'));
    return `case ${node.word.text} in \n${items}${items ? '\n' : ''}${this.indent()}esac`;
  }

  private simple(node: Command): string {
    const words = [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix];
    const redirects = words.filter((word): word is Redirection => word.type === 'Redirect' || word.type === 'HereString' || word.type === 'HereDoc');
    const texts = words.filter((word) => !redirects.includes(word as Redirection)).map((word) => (word as Word).text);
    return texts.join(' ') + (texts.length ? this.redirects(redirects) : this.redirects(redirects).trimStart());
  }

  private redirects(redirects: readonly Redirection[]): string {
    return redirects.map((redirect) => ` ${this.redirect(redirect)}`).join('');
  }

  private redirect(redirect: Redirection): string {
    const { descriptor } = redirect;
    const output = redirect.operator.includes('>') && redirect.operator !== '<>';
    const usual = output ? 1 : 0;
    const fd = descriptor?.type === 'FileDescriptorVariable' ? `{${descriptor.name}}` : descriptor && descriptor.value !== usual ? String(descriptor.value) : '';
    if (redirect.type === 'HereDoc') {
      const quoted = redirect.delimiter?.quoted === true;
      const word = redirect.delimiter?.value ?? '';
      this.here.push(`\n${redirect.body.text}${word}\n`);
      return `${fd}${redirect.operator}${quoted ? `'${word}'` : word}`;
    }
    const target = redirect.target?.text ?? '';
    if (redirect.operator === '>&' || redirect.operator === '<&') {
      const both = !/^\d+-?$|^-$/.test(target) && !descriptor;
      return both ? `&> ${target}` : `${descriptor?.type === 'FileDescriptor' ? descriptor.value : fd || usual}${redirect.operator}${target}`;
    }
    return `${fd}${redirect.operator} ${target}`;
  }
}

const textOf = (word: Word): string => word.text;

function condition(node: TestExpression): string {
  switch (node.type) {
    case 'TestGroup': return `( ${condition(node.expression)} )`;
    case 'TestNot': return `${node.negations.map(() => '! ').join('')}${condition(node.operand)}`;
    case 'TestLogical': return node.operands.map(condition).join(` ${node.operator} `);
    case 'TestUnary': return `${node.operator} ${node.operand.text}`;
    case 'TestBinary': return `${node.left.text} ${node.operator} ${node.right.text}`;
  }
}
