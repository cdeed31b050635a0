// -o and what it takes: from flags to a function that prints one object (cli-runtime/pkg/genericclioptions/print_flags.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { inStructOrder } from '../../kube/schema/struct-order.ts';
import { encodeKyaml } from './kyaml.ts';
import { formatYaml } from '../../kube/yaml.ts';
import { JsonPath } from '../jsonpath/evaluate.ts';
import { JsonPathError } from '../jsonpath/parse.ts';
import { Template, TemplateError } from '../template/template.ts';
import { goSyntax } from './go-value.ts';
import { outputFormats } from '../cli/common-flags.ts';

export interface PrintOptions {
  /** Keys in the order of Go's struct fields: an object of kubectl's own types. */
  readonly typed?: boolean;
}

/** Prints one object after the other: YAML documents are divided by `---`. */
export interface Printer {
  print(object: JsonObject, options?: PrintOptions): string;
}

/** The printer that -o asks for, or undefined where there is no -o. @throws CliError */
export function printerOf(ctx: Invocation, allowed: readonly string[] = outputFormats): Printer | undefined {
  const output = outputOf(ctx);
  if (output === '') return undefined;
  const made = makePrinter(ctx, output);
  if (!made) throw noPrinter(ctx.flags.string('output'), allowed);
  return made;
}

/** -o, or what --template implies. */
export function outputOf(ctx: Invocation): string {
  const output = ctx.flags.string('output');
  return !ctx.flags.changed('output') && ctx.flags.has('template') && ctx.flags.string('template') !== '' ? 'go-template' : output;
}

export function noPrinter(output: string, allowed: readonly string[]): CliError {
  return new CliError(`unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${[...allowed].sort().join(',')}`);
}

function makePrinter(ctx: Invocation, output: string): Printer | undefined {
  const clean = (object: JsonObject): JsonObject => (ctx.flags.has('show-managed-fields') && ctx.flags.bool('show-managed-fields') ? object : withoutManagedFields(object));
  switch (output.toLowerCase()) {
    case 'json':
      return { print: (object, options) => `${indentedJson(inOrder(clean(object), options), '    ', options?.typed)}\n` };
    case 'yaml':
      return documents((object) => formatYaml(clean(object)));
    case 'kyaml':
      return { print: (object) => `---\n${encodeKyaml(clean(object))}\n` };
    case 'name':
      return { print: (object) => `${nameOf(object)}\n` };
    default:
      return templatePrinter(ctx, output);
  }
}

const inOrder = (object: JsonObject, options?: PrintOptions): JsonObject => (options?.typed ? inStructOrder(object) : object);

function documents(print: (object: JsonObject) => string): Printer {
  let count = 0;
  return { print: (object) => `${count++ > 0 ? '---\n' : ''}${print(object)}` };
}

/** `pod/web`, `deployment.apps/web` */
export function nameOf(object: JsonObject): string {
  const [apiVersion, kind] = [String(object['apiVersion'] ?? ''), String(object['kind'] ?? '')];
  const name = (isObject(object['metadata']) && String(object['metadata']['name'] ?? '')) || '<unknown>';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  if (kind === 'Status') return 'status/';
  return `${kind.toLowerCase()}${group ? `.${group}` : ''}/${name}`;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const items = object['items'];
  if (Array.isArray(items) && typeof object['kind'] === 'string' && object['kind'].endsWith('List')) return { ...object, items: items.map((item: Json) => (isObject(item) ? withoutManagedFields(item) : item)) };
  const metadata = object['metadata'];
  if (!isObject(metadata) || !('managedFields' in metadata)) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

const TEMPLATE_FORMATS = ['jsonpath-as-json', 'jsonpath-file', 'jsonpath', 'go-template-file', 'go-template', 'templatefile', 'template'];

function templatePrinter(ctx: Invocation, output: string): Printer | undefined {
  // Where --template is given, what follows the format's `=` is not taken.
  const template = ctx.flags.has('template') ? ctx.flags.string('template') : '';
  const format = TEMPLATE_FORMATS.find((f) => output === f || (template === '' && output.startsWith(`${f}=`)));
  if (!format) return undefined;
  let text = output.startsWith(`${format}=`) ? output.slice(format.length + 1) : template;
  if (text === '') throw new CliError('template format specified but no template given');
  if (format.endsWith('file')) text = readTemplate(ctx, text);
  const allowMissing = !ctx.flags.has('allow-missing-template-keys') || ctx.flags.bool('allow-missing-template-keys');
  return format.startsWith('jsonpath') ? jsonPathPrinter(text, format === 'jsonpath-as-json', allowMissing) : goTemplatePrinter(ctx, text, allowMissing);
}

function readTemplate(ctx: Invocation, path: string): string {
  try {
    return ctx.readFile(path);
  } catch (error) {
    throw new CliError(`error reading --template ${path}, ${(error as Error).message}\n`);
  }
}

function jsonPathPrinter(text: string, asJson: boolean, allowMissing: boolean): Printer {
  let path: JsonPath;
  try {
    path = new JsonPath(text, allowMissing);
  } catch (error) {
    throw error instanceof JsonPathError ? new CliError(`error parsing jsonpath ${text}, ${error.message}`) : error;
  }
  return {
    print(object) {
      try {
        return path.print(object, asJson);
      } catch (error) {
        if (!(error instanceof JsonPathError)) throw error;
        const detail = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`;
        throw new CliError(`error executing jsonpath ${JSON.stringify(text)}: ${detail}\n`);
      }
    },
  };
}

function goTemplatePrinter(ctx: Invocation, text: string, allowMissing: boolean): Printer {
  let template: Template;
  try {
    template = new Template(text, allowMissing);
  } catch (error) {
    throw error instanceof TemplateError ? new CliError(`error parsing template ${text}, ${error.message}`) : error;
  }
  return {
    print(object, options) {
      const result = template.execute(object);
      if (result.error === undefined) return result.text;
      ctx.out(`${result.text}Error executing template: ${result.error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${indentedJson(inOrder(object, options), '', options?.typed).trim()}\n\tobject given to template engine was:\n\t\t${template.dump(object)}\n\n`);
      throw new CliError(`error executing template ${JSON.stringify(text)}: ${result.error}`);
    },
  };
}
