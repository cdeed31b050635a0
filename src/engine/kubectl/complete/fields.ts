// Tab within a JSONPath: the fields that the schema of the asked-for kind has at that place (`-o jsonpath=`, `-o custom-columns=`, `--sort-by`).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Invocation } from '../cli/invocation.ts';
import { objectIn, Schemas } from '../explain/schemas.ts';
import { asObject } from '../resource/builder.ts';
import type { Completion } from './complete.ts';

/** What every list has beside its items. */
const LIST: Readonly<Record<string, string>> = { apiVersion: 'string', items: '[]Object', kind: 'string', metadata: 'ListMeta' };

interface Place {
  /** All that stands before the name that is being typed. */
  readonly before: string;
  readonly typed: string;
  /** The names that lead there, those of enclosing ranges first. */
  readonly path: readonly string[];
}

const namesOf = (path: string): string[] => path.replace(/\[[^\]]*\]?/g, '').split('.').filter((name) => name !== '' && name !== '$' && name !== '@');

/** `{range .items[*]}{.metadata.na` → `na` below `items`, `metadata`. */
export function placeIn(template: string): Place | undefined {
  const found = /([$@]?\.(?:[\w-]+|\[[^\]]*\]|\.)*?)([\w-]*)$/.exec(template);
  if (!found) return undefined;
  const ranges: string[][] = [];
  for (const [, range] of template.slice(0, found.index).matchAll(/\{\s*(?:range\s+([^}]*)|end)\s*\}/g)) {
    if (range === undefined) ranges.pop();
    else ranges.push(namesOf(range));
  }
  return { before: template.slice(0, template.length - (found[2] as string).length), typed: found[2] as string, path: [...ranges.flat(), ...namesOf(found[1] as string)] };
}

/** @param listed several objects are asked for: the template is read against their list */
export function* fieldsOf(ctx: Invocation, type: string, template: string, listed: boolean): Fiber<readonly Completion[]> {
  const place = placeIn(template);
  if (!place || type === '') return [];
  const { before, typed, path } = place;
  const offer = (name: string, description: string): Completion => ({ text: `${before}${name}${description.startsWith('[]') ? '[*]' : ''}`, shown: name, description, goesOn: true });
  if (listed && path.length === 0) return Object.entries(LIST).filter(([name]) => name.startsWith(typed)).map(([name, description]) => offer(name, description));
  const fields = listed && path[0] === 'items' ? path.slice(1) : path;
  const { group, version, kind } = (yield* ctx.mapper()).resource(type.split(',')[0] ?? '');
  const schemas = new Schemas(asObject(yield* ctx.rest().get(`/openapi/v3/${group ? `apis/${group}/${version}` : `api/${version}`}`)));
  const root: JsonObject | undefined = schemas.ofKind(group, version, kind);
  const at = root && schemas.follow(root, fields);
  const properties = objectIn(at ? (schemas.withProperties(at) ?? {}) : {}, 'properties');
  return Object.keys(properties).filter((name) => name.startsWith(typed)).sort().map((name) => offer(name, schemas.typeOf(objectIn(properties, name))));
}
