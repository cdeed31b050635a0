// What `explain --output plaintext-openapiv2` prints (kubectl/pkg/explain/{model_printer,fields_printer,recursive_fields_printer,formatter}.go).
import { type JsonObject, isObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';
import type { Question } from './render.ts';
import { Schemas, textIn } from './schemas.ts';

const WIDTH = 80;
const FIELD_INDENT = 3;
const TEXT_INDENT = 5;

/** @throws CliError: `field "x" does not exist` */
export function explainKindAsBefore({ document, group, version, kind, fields, recursive }: Question): string {
  const schemas = new Schemas(document);
  const root = schemas.ofKind(group, version, kind);
  if (!root) throw new CliError(`couldn't find resource for ${JSON.stringify(`${group}/${version}, Kind=${kind}`)}`);
  const field = followed(schemas, root, fields);
  if (!field) throw new CliError(`field ${JSON.stringify(fields.at(-1))} does not exist`);
  const owner = schemas.withProperties(field);
  const name = fields.at(-1);
  const head = `KIND:     ${kind}\nVERSION:  ${group ? `${group}/` : ''}${version}\n\n`;
  const type = typeName(schemas, field);
  // What may be of any type has none to show.
  const what = name === undefined || type === '' ? '' : `${owner ? 'RESOURCE:' : 'FIELD:   '} ${name} <${type}>\n\n`;
  const texts = schemas.descriptions(field);
  const shown = (texts.length ? texts : ['<empty>']).map((text) => paragraph(text, TEXT_INDENT)).join('\n');
  return `${head}${what}DESCRIPTION:\n${shown}${owner ? `\nFIELDS:\n${recursive ? tree(schemas, owner, FIELD_INDENT, []) : list(schemas, owner)}` : ''}`;
}

/** Below what has no fields there is, for kubectl, the thing itself. */
function followed(schemas: Schemas, from: JsonObject, fields: readonly string[]): JsonObject | undefined {
  let at: JsonObject | undefined = from;
  for (const name of fields) {
    if (!at) return undefined;
    if (!schemas.withProperties(at)) return at;
    at = schemas.follow(at, [name]);
  }
  return at;
}

function propertiesOf(owner: JsonObject): readonly (readonly [string, JsonObject])[] {
  const properties = isObject(owner['properties']) ? owner['properties'] : {};
  return Object.keys(properties).sort().map((name) => [name, isObject(properties[name]) ? properties[name] : {}] as const);
}

function list(schemas: Schemas, owner: JsonObject): string {
  const required = Array.isArray(owner['required']) ? owner['required'] : [];
  return propertiesOf(owner).map(([name, property]) => {
    const [text = ''] = schemas.descriptions(property);
    return `${' '.repeat(FIELD_INDENT)}${name}\t<${typeName(schemas, property)}>${required.includes(name) ? ' -required-' : ''}\n${paragraph(text, TEXT_INDENT)}\n`;
  }).join('');
}

function tree(schemas: Schemas, owner: JsonObject, indent: number, above: readonly JsonObject[]): string {
  if (above.includes(owner)) return '';
  return propertiesOf(owner).map(([name, property]) => {
    const below = schemas.withProperties(property);
    return `${' '.repeat(indent)}${name}\t<${typeName(schemas, property)}>\n${below ? tree(schemas, below, indent + FIELD_INDENT, [...above, owner]) : ''}`;
  }).join('');
}

/** Types by their nature, not by their names. */
function typeName(schemas: Schemas, schema: JsonObject): string {
  if (isObject(schema['items'])) return `[]${typeName(schemas, schema['items'])}`;
  if (isObject(schema['additionalProperties'])) return `map[string]${typeName(schemas, schema['additionalProperties'])}`;
  if (isObject(schema['properties'])) return 'Object';
  const [part] = schemas.parts(schema);
  if (part) return typeName(schemas, part);
  if (Array.isArray(schema['oneOf'])) return 'string';
  const type = textIn(schema, 'type');
  return type === 'object' ? 'map[string]' : type;
}

const BULLET = /^(\d+\.?|-|\*)\s/;

/** Words filled into lines; what is indented, empty or begins a list stays by itself. */
function paragraph(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const given of text.split('\n')) {
    if (given.startsWith('    ') || (lines.length > 0 && given.trim() === '')) {
      flush();
      lines.push(given.startsWith('    ') ? given : '');
      continue;
    }
    if (line.endsWith(':') || given.trim() === '' || BULLET.test(given.trim())) flush();
    for (const word of given.split(/\s+/).filter(Boolean)) {
      if (line !== '' && line.length + 1 + word.length > WIDTH - indent) flush();
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  flush();
  return lines.map((one) => (one === '' ? '\n' : `${' '.repeat(indent)}${one}\n`)).join('');
}
