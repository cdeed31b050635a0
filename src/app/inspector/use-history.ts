// The kept states of an object, asked for again whenever it changes; and the causes of one message.
import { useEffect, useMemo, useState } from 'react';
import type { ObjectRevision, TraceLine } from '../../bridge/protocol.ts';
import { engine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';

export interface Known {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `version` says when to ask again. */
export function useHistory({ kind, namespace, name }: Known, version: string): readonly ObjectRevision[] | undefined {
  const [history, setHistory] = useState<readonly ObjectRevision[] | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    engine
      .call('object-history', { kind, namespace, name })
      .then((revisions) => wanted && setHistory(revisions))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [kind, namespace, name, version]);
  // While somebody looks back, what came later has not happened yet.
  const until = usePast((past) => (past.atMs === undefined ? Infinity : past.revision));
  return useMemo(() => (until === Infinity ? history : history?.filter(({ revision }) => revision <= until)), [history, until]);
}

/** The causes of a message, the root first; the message itself is the last. */
export function useCauses(id: number | undefined): readonly TraceLine[] {
  const [causes, setCauses] = useState<readonly TraceLine[]>([]);
  useEffect(() => {
    if (id === undefined) return undefined;
    let wanted = true;
    engine
      .call('causes', { id })
      .then((chain) => wanted && setCauses(chain.toReversed()))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [id]);
  return id === undefined ? [] : causes;
}
