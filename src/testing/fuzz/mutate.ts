// Real manifests made worse, a little or a lot, by a seeded source.
import { isObject, type Json } from '../../engine/base/json.ts';
import type { Random } from '../../engine/sim/random.ts';
import { hostileKeys, hostileNumbers, hostileStrings, hostileValues } from './hostile.ts';

type Step = string | number;

/** Paths to everything within a value, itself first. */
function pathsOf(value: Json, at: readonly Step[] = [], found: (readonly Step[])[] = []): (readonly Step[])[] {
  found.push(at);
  if (at.length > 12 || found.length > 400) return found;
  if (Array.isArray(value)) (value as readonly Json[]).forEach((item, i) => pathsOf(item, [...at, i], found));
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) pathsOf(item as Json, [...at, key], found);
  return found;
}

function at(value: Json, path: readonly Step[]): Json {
  let here: Json | undefined = value;
  for (const step of path) here = (here as Readonly<Record<Step, Json>>)[step];
  return here as Json;
}

/** A copy with another value at a path; undefined takes it away. */
function placed(value: Json, path: readonly Step[], put: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return put ?? null;
  if (Array.isArray(value)) {
    const list = [...(value as readonly Json[])];
    if (rest.length === 0 && put === undefined) list.splice(step as number, 1);
    else list[step as number] = placed(list[step as number] as Json, rest, put);
    return list;
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, item]): [string, Json][] => {
    if (key !== step) return [[key, item]];
    return rest.length === 0 && put === undefined ? [] : [[key, placed(item, rest, put)]];
  });
  return Object.fromEntries(entries);
}

export function hostileValue(random: Random, invented: Json): Json {
  switch (random.int(5)) {
    case 0: return invented;
    case 1: return random.pick(hostileNumbers);
    case 2: return random.pick(hostileValues);
    default: return random.pick(hostileStrings);
  }
}

/** One change at a place that was drawn: another value, less, more, another name. */
function mutatedOnce(value: Json, random: Random, invented: Json, others: readonly Json[]): Json {
  const paths = pathsOf(value);
  const path = random.pick(paths);
  const here = at(value, path);
  switch (random.int(12)) {
    case 0: return path.length === 0 ? value : placed(value, path, undefined);
    case 1: return Array.isArray(here) ? placed(value, path, [...here, ...(here.length > 0 ? [here[random.int(here.length)] as Json] : [invented])]) : placed(value, path, [here]);
    case 2: {
      // A piece of another manifest, taken from anywhere in it.
      const donor = random.pick(others);
      return placed(value, path, at(donor, random.pick(pathsOf(donor))));
    }
    case 3: {
      if (!isObject(here)) return placed(value, path, { a: here });
      const added = Object.fromEntries([...Object.entries(here), [random.pick(hostileKeys), hostileValue(random, invented)]]) as Json;
      return placed(value, path, added);
    }
    case 4: {
      // A field of its neighbours' names: known, but not here.
      const from = random.pick(paths);
      return isObject(here) && from.length > 0 ? placed(value, path, { ...here, [String(from.at(-1))]: at(value, from) }) : placed(value, path, hostileValue(random, invented));
    }
    case 5: return placed(value, path, hostileValue(random, invented));
    default: {
      // Of the same type: what gets past the decoder.
      const leaves = paths.filter((one) => one.length > 0 && (typeof at(value, one) === 'string' || typeof at(value, one) === 'number'));
      const leaf = random.pick(leaves.length > 0 ? leaves : paths);
      return placed(value, leaf, typeof at(value, leaf) === 'number' ? random.pick(hostileNumbers) : random.pick(hostileStrings));
    }
  }
}

export function mutated(value: Json, random: Random, invented: Json, others: readonly Json[]): Json {
  let result = value;
  for (let left = [0, 0, 0, 1, 1, 1, 2, 4][random.int(8)] as number; left > 0; left--) result = mutatedOnce(result, random, invented, others);
  return result;
}

/** The text with bytes lost, doubled or replaced, or as YAML with the tricks that YAML has. */
export function mutatedText(text: string, random: Random): string {
  const cut = random.int(text.length + 1);
  switch (random.int(9)) {
    case 0: return text.slice(0, cut);
    case 1: return text.slice(0, cut) + random.pick(hostileStrings) + text.slice(cut);
    case 2: return text.slice(0, cut) + text.slice(cut + random.int(8));
    case 3: return `${'['.repeat(random.pick([10, 1000, 100_000]))}${text}`;
    case 4: return `${'{"a":'.repeat(random.pick([10, 1000, 20_000]))}${text}`;
    case 5: return `${text}${text}`;
    case 6: return text.replace('{', `{"__proto__":{"polluted":1},"metadata":{},`);
    case 7: return `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, i) => `${'bcdefghijklm'[i]}: &${'bcdefghijklm'[i]} [${Array.from({ length: 9 }, () => `*${'abcdefghijkl'[i]}`).join()}]`).join('\n')}\n`;
    default: return `a: &a\n  b: *a\n<<: *a\n? ${text}\n: ${'- '.repeat(random.pick([1, 300, 5000]))}x\n`;
  }
}
