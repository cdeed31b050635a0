// The simple JSON paths of printer columns, scale and selectable fields: `.spec.ports[0].name`, `.spec.tags[*]`, `.metadata.labels['a.b/c']` (k8s.io/client-go/util/jsonpath).
import { isObject, type Json } from '../../base/json.ts';

type Step =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'all' }
  /** `[?(@.type=="Ready")]` */
  | { readonly type: 'filter'; readonly path: readonly string[]; readonly operator: string; readonly value: string };

const compiled = new Map<string, readonly Step[]>();

/** Every value that the path leads to. */
export function valuesAt(value: Json, path: string): readonly Json[] {
  let steps = compiled.get(path);
  if (!steps) compiled.set(path, (steps = parse(path)));
  let found: readonly Json[] = [value];
  for (const step of steps) found = found.flatMap((item) => follow(item, step));
  return found;
}

function follow(value: Json, step: Step): readonly Json[] {
  if (step.type === 'all') return Array.isArray(value) ? (value as readonly Json[]) : isObject(value) ? Object.values(value).filter((item) => item !== undefined) : [];
  if (step.type === 'key') {
    const item = isObject(value) ? value[step.key] : undefined;
    return item === undefined ? [] : [item];
  }
  const list = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (step.type === 'filter') {
    const at = (item: Json): Json | undefined => step.path.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), item);
    return list.filter((item) => (String(at(item) ?? '') === step.value) === (step.operator === '=='));
  }
  const item = list[step.index < 0 ? list.length + step.index : step.index];
  return item === undefined ? [] : [item];
}

const TOKEN = /\.?([^.[\]\\]+(?:\\.[^.[\]\\]*)*)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+)|(\*)|\?\(\s*@\.([\w.-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|([\w.]+))\s*\))\]/y;

function parse(path: string): readonly Step[] {
  const text = path.replace(/^\{|\}$/g, '');
  const steps: Step[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return steps;
    const [, plain, single, double, index, , path, operator, ...values] = match;
    const key = plain?.replace(/\\(.)/g, '$1') ?? single ?? double;
    if (key === '*') steps.push({ type: 'all' });
    else if (key !== undefined) steps.push({ type: 'key', key });
    else if (index !== undefined) steps.push({ type: 'index', index: Number(index) });
    else if (path !== undefined) steps.push({ type: 'filter', path: path.split('.'), operator: operator ?? '==', value: values.find((value) => value !== undefined) ?? '' });
    else steps.push({ type: 'all' });
  }
  return steps;
}
