// What there is to say of how the cluster changed between two looks: by what matters most, and as much as a person wants to hear.
import type { ObjectSummary, PodState } from '../../bridge/summary.ts';
import type { Messages } from '../i18n/ko.ts';
import type { Narration } from '../state/preferences.ts';
import { isSystemNamespace } from '../state/system.ts';

export interface Word {
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

interface Seen {
  readonly state: string;
  readonly name: string;
  readonly kind: string;
  /** Of the cluster itself: nobody asked for it, and it is not spoken of while it is not shown. */
  readonly hidden?: boolean;
}

export type Known = ReadonlyMap<string, Seen>;

const failing: ReadonlySet<string> = new Set<PodState>(['crash-loop', 'image-error', 'failed', 'evicted']);
/** Said one by one before the rest are only counted. */
const SAID = 3;

function stateOf(object: ObjectSummary): string | undefined {
  if (object.kind === 'pods') return object.state;
  if (object.kind === 'nodes') return object.ready;
  if (object.kind === 'deployments' || object.kind === 'statefulsets' || object.kind === 'daemonsets') return object.desired > 0 && object.ready === object.desired && object.updated === object.desired ? `all ${object.desired}` : 'under way';
  return undefined;
}

export function seenOf(objects: Iterable<ObjectSummary>, systemShown: boolean): Known {
  const known = new Map<string, Seen>();
  for (const object of objects) {
    const state = stateOf(object);
    if (state !== undefined) known.set(object.uid, { state, name: object.name, kind: object.kind, hidden: !systemShown && isSystemNamespace(object.namespace) });
  }
  return known;
}

/** What changed, the most important first. */
function changes(before: Known, after: Known, text: Messages): readonly Word[] {
  const [nodes, bad, good]: [Word[], Word[], Word[]] = [[], [], []];
  const ready: string[] = [];
  for (const [uid, now] of after) {
    const then = before.get(uid);
    if (now.hidden || then?.state === now.state) continue;
    if (now.kind === 'nodes') {
      if (now.state !== 'True') nodes.push({ text: text.narrator.nodeDown(now.name), tone: 'bad' });
      else if (then) good.push({ text: text.narrator.nodeUp(now.name), tone: 'good' });
    } else if (now.kind !== 'pods') {
      if (then && now.state !== 'under way') good.push({ text: text.narrator.rolled(now.name, Number(now.state.slice('all '.length))), tone: 'good' });
    } else if (failing.has(now.state)) bad.push({ text: text.narrator.podFailing(now.name, text.podStates[now.state as PodState]), tone: 'bad' });
    else if (now.state === 'ready') ready.push(now.name);
  }
  if (ready.length > 0) good.push({ text: ready.length === 1 ? text.narrator.podReady(ready[0] ?? '') : text.narrator.podsReady(ready.length), tone: 'good' });
  const gone = [...before].filter(([uid, { kind, hidden }]) => kind === 'pods' && !hidden && !after.has(uid)).length;
  if (gone > 0) good.push({ text: text.narrator.podGone(gone), tone: 'good' });
  return [...nodes, ...bad, ...good];
}

/** What else became of Pods: only who wants to hear everything hears that. */
function steps(before: Known, after: Known, text: Messages): readonly Word[] {
  return [...after].flatMap(([uid, now]): Word[] => {
    if (now.hidden || now.kind !== 'pods' || before.get(uid)?.state === now.state || now.state === 'ready' || failing.has(now.state)) return [];
    return [{ text: text.narrator.podIs(now.name, text.podStates[now.state as PodState]), tone: 'good' }];
  });
}

/** Undefined where there is nothing to say. */
export function wordsFor(narration: Narration, before: Known, after: Known, text: Messages): Word | undefined {
  if (narration === 'off') return undefined;
  const found = changes(before, after, text);
  if (narration === 'problems') return found.find(({ tone }) => tone === 'bad');
  if (narration === 'normal') return found[0];
  const all = [...found, ...steps(before, after, text)];
  const rest = all.length - SAID;
  if (all.length === 0) return undefined;
  return { text: [...all.slice(0, SAID).map((word) => word.text), ...(rest > 0 ? [text.narrator.andMore(rest)] : [])].join(' · '), tone: all.some(({ tone }) => tone === 'bad') ? 'bad' : 'good' };
}
