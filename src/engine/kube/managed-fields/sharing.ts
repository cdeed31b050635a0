// Equal parts of field sets kept once: a thousand Pods of one template have the same fields, and only what names the Pod itself (its address) differs.
import { type FieldSet, MEMBER } from './field-set.ts';

const parts = new Map<string, FieldSet>();
const MAX_PARTS = 2048;

/** Replaces, in a set that was just made, the subtrees two levels down (`spec.containers`, `status.conditions`) by the ones known already. */
export function shareParts(fresh: FieldSet): FieldSet {
  return share(fresh, 2);
}

function share(node: FieldSet, levels: number): FieldSet {
  if (node === MEMBER) return node;
  if (levels === 0) return known(node);
  const own = node as Record<string, FieldSet>;
  for (const key in own) own[key] = share(own[key] as FieldSet, levels - 1);
  return node;
}

function known(node: FieldSet): FieldSet {
  const text = JSON.stringify(node);
  const before = parts.get(text);
  if (before) return before;
  if (parts.size >= MAX_PARTS) parts.clear();
  parts.set(text, node);
  return node;
}
