// What the scheduler tells about the Pod that is looked at: asked for once, shown in the inspector and laid over the nodes.
import { useEffect } from 'react';
import { create } from 'zustand';
import type { SchedulingReport } from '../../bridge/protocol.ts';
import { useObjectOf } from '../state/cluster.ts';
import { engine } from '../state/engine.ts';
import { useSelection } from '../state/selection.ts';

interface Scheduling {
  readonly uid: string | undefined;
  readonly report: SchedulingReport | undefined;
  /** Drawn over the nodes: always for a Pod without a node, for others on wish. */
  readonly overlay: boolean;
}

const nothing: Scheduling = { uid: undefined, report: undefined, overlay: false };

export const useScheduling = create<Scheduling>(() => nothing);

/** Keeps the report of the selected Pod; to be used in one place. */
export function useFollowScheduling(): void {
  const uid = useSelection((selection) => selection.uid);
  const pod = useObjectOf('pods', uid);
  const { namespace, name, version, node } = pod ?? {};
  useEffect(() => {
    if (uid !== useScheduling.getState().uid) useScheduling.setState({ uid, report: undefined, overlay: node === '' });
    else if (node !== '' && node !== undefined && useScheduling.getState().report?.node !== node) useScheduling.setState({ overlay: false });
    if (namespace === undefined || name === undefined) return undefined;
    let wanted = true;
    engine
      .call('scheduling', { namespace, name })
      .then((report) => wanted && useScheduling.setState({ report: report ?? undefined }))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [uid, namespace, name, version, node]);
  // What nobody looks at any more is not drawn over the nodes.
  useEffect(() => () => useScheduling.setState(nothing), [uid]);
}
