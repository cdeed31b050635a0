// What `explain` prints of an OpenAPI v3 document (kubectl/pkg/explain/v2/templates/plaintext.tmpl).
import type { JsonObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import { Schemas, objectIn, textIn } from './schemas.ts';
import { indented, wordWrap } from './word-wrap.ts';

const WIDTH = 76;
/** How many values of an enum a list of fields shows. */
const ENUM_LIMIT = 4;

export interface Question {
  readonly document: JsonObject;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly fields: readonly string[];
  readonly recursive: boolean;
}

/** Calls `out` with the head before the rest is looked for. @throws CliError: `field "x" does not exist` */
export function explainKind(question: Question, out: (text: string) => void): void {
  const { group, version, kind, fields } = question;
  const schemas = new Schemas(question.document);
  const root = schemas.ofKind(group, version, kind);
  if (!root) throw new CliError(`GVR (${group ? `${group}/` : '/'}${version}, Resource=${question.plural}) not found in OpenAPI schema`);
  out(`${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`);
  const field = fields.length ? schemas.follow(root, fields) : root;
  if (!field) throw new CliError(`field ${JSON.stringify(fields.at(-1))} does not exist`);
  out(`${fields.length ? fieldHead(schemas, fields.at(-1) as string, field) : ''}${explained(schemas, field, question.recursive)}\n`);
}

function fieldHead(schemas: Schemas, name: string, field: JsonObject): string {
  const values = enumOf(field);
  return `FIELD: ${name} <${schemas.typeOf(field)}>\n${values ? `ENUM:\n${values.map((value) => `    ${value}\n`).join('')}` : '\n'}\n`;
}

function explained(schemas: Schemas, field: JsonObject, recursive: boolean): string {
  const list = fieldList(schemas, field, 1, recursive, []);
  return `DESCRIPTION:\n${indented(wordWrap(schemas.description(field) || '<empty>', WIDTH), 4)}\n${list ? `FIELDS:\n${list}` : ''}`;
}

function fieldList(schemas: Schemas, field: JsonObject, level: number, recursive: boolean, history: readonly JsonObject[]): string {
  const owner = schemas.withProperties(field);
  if (!owner || history.includes(owner)) return '';
  const properties = objectIn(owner, 'properties');
  const required = Array.isArray(owner['required']) ? owner['required'] : [];
  let text = '';
  for (const name of Object.keys(properties).sort()) {
    const property = objectIn(properties, name);
    text += fieldLine(schemas, name, property, level, required.includes(name));
    if (recursive) text += fieldList(schemas, property, level + 1, true, [...history, owner]);
    else text += `${indented(wordWrap(textIn(property, 'description') || '<no description>', 78 - 2 * level), 2 * level + 2)}\n\n`;
  }
  return text;
}

function fieldLine(schemas: Schemas, name: string, property: JsonObject, level: number, required: boolean): string {
  const pad = ' '.repeat(2 * level);
  const values = enumOf(property);
  const shown = values && values.length > ENUM_LIMIT ? [...values.slice(0, ENUM_LIMIT), '....'] : values;
  return `${pad}${name}\t<${schemas.typeOf(property)}>${required ? ' -required-' : ''}\n${shown ? `${pad}enum: ${shown.join(', ')}\n` : ''}`;
}

const enumOf = (schema: JsonObject): readonly string[] | undefined => (Array.isArray(schema['enum']) && schema['enum'].length ? schema['enum'].map((value) => (value === '' ? '""' : String(value))) : undefined);
