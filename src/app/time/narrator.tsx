// Says in a line what important thing just happened; a live region, so that screen readers say it too.
import { useEffect, useState } from 'react';
import type { ObjectSummary, PodState } from '../../bridge/summary.ts';
import { textNow, useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { usePast } from '../state/past.ts';
import { usePreferences } from '../state/preferences.ts';
import styles from './status-bar.module.css';

interface Word {
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

type Known = Map<string, { readonly state: string; readonly name: string; readonly kind: string }>;

const failing: ReadonlySet<PodState> = new Set<PodState>(['crash-loop', 'image-error', 'failed']);

export function Narrator() {
  const text = useText();
  const [word, setWord] = useState<Word | undefined>(undefined);
  useEffect(() => {
    let known = snapshot();
    let quiet = useCluster.getState().version === 0;
    const timer = setInterval(() => {
      const next = snapshot();
      const said = quiet || usePast.getState().atMs !== undefined ? undefined : allowed(compare(known, next));
      quiet = known.size === 0;
      known = next;
      if (said) setWord(said);
    }, 700);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={styles.narrator} role="status" aria-live="polite" aria-label={text.narrator.label} data-testid="narrator">
      <span className={styles.dot} data-tone={word?.tone ?? 'quiet'} aria-hidden="true" />
      <span className={styles.words}>{word?.text ?? text.narrator.quiet}</span>
    </div>
  );
}

/** As much as the person wants to hear. */
function allowed(word: Word | undefined): Word | undefined {
  const { narration } = usePreferences.getState();
  if (narration === 'off' || (narration === 'problems' && word?.tone !== 'bad')) return undefined;
  return word;
}

function stateOf(object: ObjectSummary): string | undefined {
  if (object.kind === 'pods') return object.state;
  if (object.kind === 'nodes') return object.ready;
  return undefined;
}

function snapshot(): Known {
  const known: Known = new Map();
  const { objects } = useCluster.getState();
  for (const object of objects.values()) {
    const state = stateOf(object);
    if (state !== undefined) known.set(object.uid, { state, name: object.name, kind: object.kind });
  }
  return known;
}

/** The one most important difference. */
function compare(before: Known, after: Known): Word | undefined {
  const text = textNow().narrator;
  const ready: string[] = [];
  let word: Word | undefined;
  for (const [uid, now] of after) {
    const then = before.get(uid);
    if (then?.state === now.state) continue;
    if (now.kind === 'nodes') {
      if (now.state !== 'True') return { text: text.nodeDown(now.name), tone: 'bad' };
      if (then) word = { text: text.nodeUp(now.name), tone: 'good' };
    } else if (failing.has(now.state as PodState)) {
      word ??= { text: text.podFailing(now.name, textNow().podStates[now.state as PodState]), tone: 'bad' };
    } else if (now.state === 'ready') {
      ready.push(now.name);
    }
  }
  if (word) return word;
  if (ready.length > 0) return { text: ready.length === 1 ? text.podReady(ready[0] as string) : text.podsReady(ready.length), tone: 'good' };
  const gone = [...before].filter(([uid, { kind }]) => kind === 'pods' && !after.has(uid)).length;
  return gone > 0 ? { text: text.podGone(gone), tone: 'good' } : undefined;
}
