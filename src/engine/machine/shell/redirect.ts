// Redirections: from a command's `> < >> 2>&1 << <<<` to the descriptors that it sees.
import type { Command, Redirection } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { FileError } from '../files.ts';
import { openInput, openOutput, textReader } from '../open-file.ts';
import { expandParts, expandText, expandWord, type Expander } from './expand.ts';
import { type End, ExpansionError, type Io, type ShellState } from './shell-state.ts';

/** A redirection that cannot be made; the command is not run. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

export function* redirected(on: Expander, redirects: readonly Redirection[]): Fiber<Io> {
  let io = on.io;
  for (const redirect of redirects) io = yield* apply(on, io, redirect);
  return io;
}

/** The same for a simple command: what a program's redirections assign (`cat <<< $((n++))`) is its process's own, not this shell's. */
export function* redirectedFor(on: Expander & { isOwn(name: string): boolean }, node: Command, name: string | undefined): Fiber<Io> {
  const { state } = on;
  if (name === undefined || on.isOwn(name)) return yield* redirected(on, node.redirects);
  const assigns = /\$\(\(|\$\{\w+:?=/.test(state.source.slice(node.pos, node.end));
  const kept = assigns ? state.variables.copy() : undefined;
  try {
    return yield* redirected(on, node.redirects);
  } catch (error) {
    // It fails in that process, too: the shell goes on.
    if (error instanceof ExpansionError) throw new RedirectError(error.message, error.code);
    throw error;
  } finally {
    if (kept) state.variables = kept;
  }
}

function* apply(on: Expander, io: Io, redirect: Redirection): Fiber<Io> {
  const { state } = on;
  const output = redirect.operator.includes('>');
  const named = redirect.descriptor?.type === 'FileDescriptorVariable' ? redirect.descriptor.name : undefined;
  const closing = redirect.type === 'Redirect' && redirect.target?.text === '-' && /^[<>]&$/.test(redirect.operator);
  const fd = redirect.descriptor?.type === 'FileDescriptor' ? redirect.descriptor.value : named !== undefined ? (closing ? fdIn(state, named) : freeFd(io)) : output && redirect.operator !== '<>' ? 1 : 0;
  if (named !== undefined && !closing) state.variables.set(named, String(fd));
  if (redirect.type === 'HereDoc') {
    const body = redirect.operator === '<<-' ? redirect.body.text.replace(/^\t+/gm, '') : redirect.body.text;
    const text = redirect.body.parts && !redirect.delimiter?.quoted ? yield* hereText(on, redirect) : body;
    return io.with(fd, { reader: textReader(text) });
  }
  if (!redirect.target) throw new RedirectError('syntax error near unexpected token `newline\'');
  if (redirect.type === 'HereString') return io.with(fd, { reader: textReader(`${yield* expandText(on, redirect.target)}\n`) });
  const pipe = redirect.operator === '<' || redirect.operator === '>' || redirect.operator === '>>' ? on.stream(redirect) : undefined;
  if (pipe) return io.with(fd, pipe);
  const fields = yield* expandWord(on, redirect.target);
  if (fields.length !== 1) throw new RedirectError(`${redirect.target.text}: ambiguous redirect`);
  const target = fields[0] as string;
  const { operator } = redirect;
  if (operator === '>&' || operator === '<&') {
    if (target === '-') return io.with(fd, undefined);
    const m = /^(\d+)(-?)$/.exec(target);
    if (m) {
      const end = io.ends.get(Number(m[1]));
      if (!end) throw new RedirectError(`${target}: Bad file descriptor`);
      const next = io.with(fd, end);
      return m[2] ? next.with(Number(m[1]), undefined) : next;
    }
    if (operator === '<&' || redirect.descriptor) throw new RedirectError(`${target}: ambiguous redirect`);
  }
  const both = operator === '&>' || operator === '&>>' || operator === '>&';
  const end = open(state, io, target, operator);
  return both ? io.with(1, end).with(2, end) : io.with(fd, end);
}

/** Tabs are taken from the body's own lines, not from what expansions put there. */
function* hereText(on: Expander, redirect: Extract<Redirection, { type: 'HereDoc' }>): Fiber<string> {
  const parts = redirect.body.parts ?? [];
  if (redirect.operator === '<<') return yield* expandParts(on, parts);
  let text = '';
  for (const [i, part] of parts.entries()) {
    const literal = part.type === 'Literal' ? part.value.replace(i === 0 || text.endsWith('\n') ? /^\t+/gm : /(?<=\n)\t+/g, '') : undefined;
    text += literal ?? (yield* expandParts(on, [part]));
  }
  return text;
}

/** The descriptor whose number a variable (or an array's element) holds: `exec {fd}>&-`. */
function fdIn(state: ShellState, name: string): number {
  const element = /^(\w+)\[(.+)\]$/.exec(name);
  const text = element ? state.variables.elements(element[1] as string).find(([key]) => key === element[2])?.[1] : state.variables.get(name);
  if (text === undefined || !/^\d+$/.test(text)) throw new RedirectError(`${name}: Bad file descriptor`);
  return Number(text);
}

const freeFd = (io: Io): number => {
  let fd = 10;
  while (io.ends.has(fd)) fd++;
  return fd;
};

function open(state: ShellState, io: Io, path: string, operator: string): End {
  const { process } = state;
  const place = { files: process.files, cwd: process.cwd, random: process.random, tty: process.tty, stdin: io.in, stdout: io.out, stderr: io.err };
  try {
    const fd = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
    const same = fd ? io.ends.get(Number(fd[1])) : undefined;
    if (same) return same;
    if (operator === '<') return { reader: openInput(place, path) };
    if (state.options.noclobber && operator === '>' && process.files.exists(path.startsWith('/') ? path : `${process.cwd}/${path}`) && !path.startsWith('/dev/')) throw new RedirectError(`${path}: cannot overwrite existing file`);
    const writer = openOutput(place, path, operator === '>>' || operator === '&>>' || operator === '<>');
    return operator === '<>' ? { writer, reader: openInput(place, path) } : { writer };
  } catch (error) {
    if (error instanceof FileError) throw new RedirectError(`${path}: ${error.message}`);
    throw error;
  }
}
