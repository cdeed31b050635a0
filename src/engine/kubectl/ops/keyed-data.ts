// --from-literal, --from-file and --from-env-file as keys and values (kubectl/pkg/util, generate/versioned).
import { FileError, resolvePath } from '../../machine/files.ts';
import { configMapKey, envVarName } from '../../kube/names.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

/** @param defaultKey of files that are given without a key @throws CliError in kubectl's words */
export function keyedData(ctx: Invocation, kind: 'ConfigMap' | 'Secret', name: string, defaultKey?: string): Readonly<Record<string, string>> {
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    const faults = configMapKey(key);
    if (faults.length) throw new CliError(kind === 'Secret' ? `${JSON.stringify(key)} is not valid key name for a Secret ${faults.join(';')}` : `${JSON.stringify(key)} is not a valid key name for a ${kind}: ${faults.join(';')}`);
    if (key in data) throw new CliError(kind === 'Secret' ? `cannot add key ${key}, another key by that name already exists` : `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${kind} ${JSON.stringify(name)}`);
    data[key] = value;
  };
  const files = (): void => {
    for (const source of ctx.flags.list('from-file')) fromFile(ctx, defaultKey === undefined || source.includes('=') ? source : `${defaultKey}=${source}`, add);
  };
  // Secrets begin with the literals, ConfigMaps with the files: which of two faults is told follows from it.
  if (kind === 'ConfigMap') files();
  for (const source of ctx.flags.has('from-literal') ? ctx.flags.list('from-literal') : []) fromLiteral(source, add);
  if (kind === 'Secret') files();
  for (const path of ctx.flags.has('from-env-file') ? ctx.flags.list('from-env-file') : []) fromEnvFile(ctx, path, add);
  return data;
}

function fromLiteral(source: string, add: (key: string, value: string) => void): void {
  const equals = source.indexOf('=');
  if (equals < 1) throw new CliError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  add(source.slice(0, equals), /^(["']).*\1$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value);
}

function fromFile(ctx: Invocation, source: string, add: (key: string, value: string) => void): void {
  const parts = source.split('=');
  if (parts.length > 2) throw new CliError('key names or file paths cannot contain \'=\'');
  if (parts.length === 2 && parts[0] === '') throw new CliError(`key name for file path ${parts[1]} missing`);
  if (parts.length === 2 && parts[1] === '') throw new CliError(`file path for key name ${parts[0]} missing`);
  const path = parts.at(-1) as string;
  const at = resolvePath(ctx.process.cwd, path);
  const { files } = ctx.process;
  try {
    if (files.stat(at).type !== 'directory') {
      add(parts.length === 2 ? (parts[0] as string) : (path.split('/').at(-1) as string), files.read(at));
      return;
    }
  } catch (error) {
    if (error instanceof FileError) throw new CliError(`error reading ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
  if (parts.length === 2) throw new CliError('cannot give a key name for a directory path');
  for (const name of files.list(at)) {
    if (files.stat(`${at}/${name}`).type === 'file' && configMapKey(name).length === 0) add(name, files.read(`${at}/${name}`));
  }
}

function fromEnvFile(ctx: Invocation, path: string, add: (key: string, value: string) => void): void {
  let text: string;
  try {
    const at = resolvePath(ctx.process.cwd, path);
    if (ctx.process.files.stat(at).type === 'directory') throw new CliError('env config file cannot be a directory');
    text = ctx.process.files.read(at);
  } catch (error) {
    if (error instanceof FileError) throw new CliError(`error reading ${path}: ${error.message.toLowerCase()}`);
    throw error;
  }
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const equals = content.indexOf('=');
    const key = equals < 0 ? content : content.slice(0, equals);
    const faults = envVarName(key);
    if (faults.length) throw new CliError(`${JSON.stringify(key)} is not a valid key name: ${faults.join(';')}`);
    // A name alone takes its value from kubectl's own environment.
    add(key, equals < 0 ? (ctx.process.env.get(key) ?? '') : content.slice(equals + 1));
  }
}
