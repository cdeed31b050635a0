// From the line where the cursor stands to the diagram: the object of its document, and what works for it, are marked there.
import { useEffect } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { relationsOf } from '../inspector/relations.ts';
import { useCluster } from '../state/cluster.ts';
import { usePointed } from '../state/pointed.ts';
import { useChecking } from './checking.ts';
import { useCursor } from './cursor.ts';
import { summaryOf } from './document-bar.tsx';
import { manifestAt } from './manifests.ts';

/** The object, all that it owns, and the Pods that a Service leads to. */
export function withBelongings(object: ObjectSummary, objects: ReadonlyMap<string, ObjectSummary>): ReadonlySet<string> {
  const found = new Set([object.uid]);
  // Owners stand before what they own only mostly: as long as there is something new, look again.
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const one of objects.values()) if (one.owner !== '' && found.has(one.owner)) found.add(one.uid);
  }
  if (object.kind === 'services') for (const { uid, type } of relationsOf(object, objects.values())) if (type === 'selects') found.add(uid);
  return found;
}

/** Marks what the document under the cursor is about, for as long as the file is looked at. */
export function usePointing(path: string): void {
  const line = useCursor((cursor) => cursor.line);
  const documents = useChecking((checking) => (checking.path === path ? checking.documents : undefined));
  const members = useCluster((state) => state.members);
  const manifest = documents && manifestAt(documents, line);
  useEffect(() => {
    const object = manifest && summaryOf(manifest);
    usePointed.getState().point(object ? withBelongings(object, useCluster.getState().objects) : undefined);
  }, [manifest, members]);
  useEffect(() => () => usePointed.getState().point(undefined), [path]);
}
