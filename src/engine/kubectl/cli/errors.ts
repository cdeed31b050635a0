// How kubectl words what went wrong and with which exit code it ends (kubectl/pkg/cmd/util/helpers.go).
import { ApiError, type StatusCause } from '../../kube/api-error.ts';
import { FileError } from '../../machine/files.ts';

/** `error: …` */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command line that makes no sense: `See 'kubectl get -h' for help and examples`. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
}

/** A flag that cannot be read: `See 'kubectl get --help' for usage.` */
export class FlagError extends CliError {
  override readonly name = 'FlagError';
}

/** Printed as it is. */
export class PlainError extends CliError {
  override readonly name = 'PlainError';
}

/** Ends the command without a further word. */
export class Exit extends Error {
  override readonly name = 'Exit';
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** Several errors, each on a line of its own and none with `error: ` before it. */
export class Aggregate extends Error {
  override readonly name = 'Aggregate';
  readonly errors: readonly Error[];

  constructor(errors: readonly Error[]) {
    super(aggregateText(errors.map((e) => e.message)));
    this.errors = errors;
  }
}

/** A request that got no answer: Go's url.Error. */
export class UrlError extends Error {
  override readonly name = 'UrlError';
  readonly url: string;
  /** What went wrong, without the request. */
  readonly wrapped: string;

  constructor(method: string, url: string, wrapped: string) {
    super(`${method[0]}${method.slice(1).toLowerCase()} ${JSON.stringify(url)}: ${wrapped}`);
    this.url = url;
    this.wrapped = wrapped;
  }
}

/** No such kind of resource on this server. */
export class NoMatchError extends CliError {
  override readonly name = 'NoMatchError';
}

/** What a kubeconfig cannot give. */
export class ConfigError extends CliError {
  override readonly name = 'ConfigError';
}

/** What stands against a kubeconfig: by itself an error like any other, but not among the faults of a builder. */
export class UnusableConfig extends CliError {
  override readonly name = 'UnusableConfig';
}

/** Throws nothing for none, the error itself for one, an Aggregate for more. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new Aggregate(errors as Error[]);
}

export function aggregateText(messages: readonly string[]): string {
  const unique = [...new Set(messages)];
  return unique.length === 1 ? (unique[0] as string) : `[${unique.join(', ')}]`;
}

/** `error when creating "x.yaml": …`; an API error stays one. */
export function addSource(verb: string, source: string | undefined, error: unknown): unknown {
  if (!source || !(error instanceof Error)) return error;
  if (error instanceof ApiError) return ApiError.of({ ...error.status, message: `error when ${verb} ${JSON.stringify(source)}: ${error.message}` });
  return new CliError(`error when ${verb} ${JSON.stringify(source)}: ${error.message}`);
}

/** By these words, wherever they stand, kubectl knows that it is the kubeconfig that is wrong (IsContextNotFound of client-go/tools/clientcmd). */
const NO_CONTEXT = 'context was not found for specified context';

/** What goes to stderr (with its newline) and the exit code; undefined where the error is a fault of ours. */
export function explainError(error: unknown, commandPath: string): { readonly text: string; readonly code: number } | undefined {
  if (error instanceof Exit) return { text: '', code: error.code };
  if (error instanceof Aggregate) {
    if (error.errors.length === 1) return explainError(error.errors[0], commandPath);
    if (error.errors.some(({ message }) => message.includes(NO_CONTEXT))) return { text: `Error in configuration: \n${error.errors.map((e) => `* ${standardMessage(e) ?? e.message}\n`).join('')}`, code: 1 };
    return { text: error.errors.map((e) => `${standardMessage(e) ?? e.message}\n`).join(''), code: 1 };
  }
  if (error instanceof ApiError && error.reason === 'Invalid') return { text: ensureNewline(invalidText(error)), code: 1 };
  if (error instanceof UsageError) return { text: `error: ${error.message}\nSee '${commandPath} -h' for help and examples\n`, code: error.exitCode };
  if (error instanceof FlagError) return { text: `error: ${error.message}\nSee '${commandPath} --help' for usage.\n`, code: error.exitCode };
  if (error instanceof ConfigError) return { text: ensureNewline(`Error in configuration: ${error.message.replace(/^invalid configuration: /, '')}`), code: 1 };
  if (error instanceof PlainError) return { text: ensureNewline(error.message), code: error.exitCode };
  if (error instanceof FileError) return { text: `error: open ${error.path}: ${error.message.toLowerCase()}\n`, code: 1 };
  const standard = standardMessage(error);
  if (standard !== undefined) return { text: ensureNewline(standard), code: error instanceof CliError ? error.exitCode : 1 };
  if (error instanceof CliError) return { text: ensureNewline(error.message.startsWith('error: ') ? error.message : `error: ${error.message}`), code: error.exitCode };
  return undefined;
}

const ensureNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** cmdutil.StandardErrorMessage */
export function standardMessage(error: unknown): string | undefined {
  if (error instanceof ApiError) {
    if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
    return error.reason === '' ? `Error from server: ${error.message}` : `Error from server (${error.reason}): ${error.message}`;
  }
  if (error instanceof UrlError) {
    if (error.wrapped.includes('connection refused')) {
      const host = /^[a-z]+:\/\/([^/]+)/.exec(error.url)?.[1] ?? error.url;
      return `The connection to the server ${host} was refused - did you specify the right host or port?`;
    }
    return `Unable to connect to the server: ${error.wrapped}`;
  }
  return undefined;
}

function invalidText(error: ApiError): string {
  const { details, message } = error.status;
  if (!details) return message ? `The request is invalid: ${message}` : 'The request is invalid';
  let text = 'The request is invalid';
  if (details.kind || details.name) text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (message && !details.causes?.length) text = `${text}: ${message}`;
  if (!details.causes?.length) return text;
  const lines = causeLines(details.causes);
  return lines.length === 1 ? `${text}: ${lines[0]}\n` : `${text}: \n${lines.map((l) => `* ${l}\n`).join('')}`;
}

const causeLines = (causes: readonly StatusCause[]): string[] => [...new Set(causes.map((c) => `${c.field ?? ''}: ${c.message ?? ''}`))];
