// nginx' configuration: reads nginx.conf and what it includes into a tree of directives, with its own error texts.
import { FileError, type FileSystem, resolvePath } from '../../machine/files.ts';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | undefined;
  readonly file: string;
  readonly line: number;
}

/** Printed as `nginx: [emerg] …`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(message: string, at?: { readonly file: string; readonly line: number }) {
    super(at ? `${message} in ${at.file}:${at.line}` : message);
  }
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

interface Source {
  readonly path: string;
  readonly text: string;
}

/**
 * The directives of a file and of all that it includes. The same texts give the same array,
 * so that a thousand Pods of one image share one tree.
 */
export function readConfig(files: FileSystem, path: string): readonly Directive[] {
  const sources: Source[] = [];
  gather(files, path, sources);
  const key = sources.map((source) => `${source.path}\0${source.text}`).join('\0');
  let tree = trees.get(key);
  if (!tree) {
    if (trees.size >= 64) trees.clear();
    tree = expand(parsed(sources[0] as Source), files);
    trees.set(key, tree);
  }
  return tree;
}

const trees = new Map<string, readonly Directive[]>();
const texts = new Map<string, readonly Directive[]>();

function parsed({ path, text }: Source): readonly Directive[] {
  const key = `${path}\0${text}`;
  let directives = texts.get(key);
  if (!directives) {
    if (texts.size >= 256) texts.clear();
    directives = parse(text, path);
    texts.set(key, directives);
  }
  return directives;
}

/** All files in the order in which they are included. */
function gather(files: FileSystem, path: string, sources: Source[]): void {
  if (sources.length > 100) throw new ConfigError(`too many includes, the last of "${path}"`);
  const source = readFile(files, path);
  sources.push(source);
  const visit = (directives: readonly Directive[]): void => {
    for (const directive of directives) {
      if (directive.name === 'include') for (const included of glob(files, resolvePath('/etc/nginx', directive.args[0] ?? ''), directive)) gather(files, included, sources);
      if (directive.block) visit(directive.block);
    }
  };
  visit(parsed(source));
}

function readFile(files: FileSystem, path: string): Source {
  try {
    return { path, text: files.read(path) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new ConfigError(`open() "${path}" failed (2: ${error.message})`);
  }
}

/** Directives given on the command line with -g. */
export function parseGlobals(text: string): readonly Directive[] {
  return parse(text, 'command line');
}

function expand(directives: readonly Directive[], files: FileSystem): Directive[] {
  return directives.flatMap((directive) => {
    if (directive.name === 'include') return glob(files, resolvePath('/etc/nginx', directive.args[0] ?? ''), directive).flatMap((path) => expand(parsed(readFile(files, path)), files));
    return [directive.block ? { ...directive, block: expand(directive.block, files) } : directive];
  });
}

function glob(files: FileSystem, pattern: string, directive: Directive): string[] {
  if (!/[*?]/.test(pattern)) {
    if (!files.exists(pattern)) throw new ConfigError(`open() "${pattern}" failed (2: No such file or directory)`, directive);
    return [pattern];
  }
  const slash = pattern.lastIndexOf('/');
  const folder = pattern.slice(0, slash) || '/';
  if (!files.exists(folder)) return [];
  const shape = new RegExp(`^${pattern.slice(slash + 1).replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.').replaceAll('*', '.*')}$`);
  return files.list(folder).filter((name) => !name.startsWith('.') && shape.test(name)).map((name) => `${folder}/${name}`);
}

function parse(text: string, file: string): Directive[] {
  const tokens = scan(text, file);
  let at = 0;
  const lines = text.split('\n').length;
  const read = (nested: boolean): Directive[] => {
    const directives: Directive[] = [];
    for (;;) {
      const first = tokens[at];
      if (!first) {
        if (nested) throw new ConfigError('unexpected end of file, expecting "}"', { file, line: lines });
        return directives;
      }
      at++;
      if (!first.quoted && first.text === '}') {
        if (!nested) throw new ConfigError('unexpected "}"', { file, line: first.line });
        return directives;
      }
      if (!first.quoted && (first.text === ';' || first.text === '{')) throw new ConfigError(`unexpected "${first.text}"`, { file, line: first.line });
      directives.push(one(first));
    }
  };
  const one = (first: Token): Directive => {
    const args: string[] = [];
    for (;;) {
      const token = tokens[at++];
      if (!token) throw new ConfigError('unexpected end of file, expecting ";" or "}"', { file, line: lines });
      if (!token.quoted && token.text === ';') return { name: first.text, args, block: undefined, file, line: first.line };
      if (!token.quoted && token.text === '{') return { name: first.text, args, block: read(true), file, line: first.line };
      if (!token.quoted && token.text === '}') throw new ConfigError('unexpected "}"', { file, line: token.line });
      args.push(token.text);
    }
  };
  return read(false);
}

function scan(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let i = 0; i < text.length; ) {
    const char = text[i] as string;
    if (char === '\n') line++;
    if (/\s/.test(char)) i++;
    else if (char === '#') while (i < text.length && text[i] !== '\n') i++;
    else if (';{}'.includes(char)) {
      tokens.push({ text: char, quoted: false, line });
      i++;
    } else if (char === '"' || char === "'") {
      const start = line;
      let value = '';
      for (i++; i < text.length && text[i] !== char; i++) {
        if (text[i] === '\\' && (text[i + 1] === char || text[i + 1] === '\\')) i++;
        if (text[i] === '\n') line++;
        value += text[i];
      }
      if (i >= text.length) throw new ConfigError('unexpected end of file, expecting ";" or "}"', { file, line });
      i++;
      tokens.push({ text: value, quoted: true, line: start });
    } else {
      let value = '';
      // `${` belongs to a variable, not to a block.
      while (i < text.length && !/[\s;"']/.test(text[i] as string) && !(text[i] === '{' && !value.endsWith('$')) && !(text[i] === '}' && !value.includes('${'))) value += text[i++];
      tokens.push({ text: value, quoted: false, line });
    }
  }
  return tokens;
}
