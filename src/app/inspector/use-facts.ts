// Gathers what a diagnosis looks at: the whole object, what stands around it, and what only the API knows; anew when any of it changes.
import { useEffect, useState } from 'react';
import type { Pod, StorageClass } from '../../engine/kube/types.generated.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import type { ObjectSummary, SummaryKind, WorkloadSummary } from '../../bridge/summary.ts';
import { objectsOf, useCluster } from '../state/cluster.ts';
import { engine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';
import { hasDiagnosis } from './diagnosis/diagnose.ts';
import type { Facts } from './diagnosis/finding.ts';

const around: readonly SummaryKind[] = ['pods', 'nodes', 'services', 'endpointslices', 'deployments', 'replicasets', 'jobs'];
const workloads = ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'] as const;

async function items<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly T[]> {
  const { code, body } = await engine.request({ method: 'GET', path, query });
  return code === 200 ? ((body as unknown as { readonly items?: readonly T[] }).items ?? []) : [];
}

async function gather(object: ObjectSummary): Promise<Facts | undefined> {
  const path = pathOf(kinds[object.kind], object.namespace, object.name);
  const { atMs, revision } = usePast.getState();
  const { code, body } = await (atMs === undefined ? engine.request({ method: 'GET', path }) : engine.call('past-object', { path, revision }));
  if (code !== 200) return undefined;
  const { events } = useCluster.getState();
  const selector = object.kind === 'services' ? object.selector : '';
  return {
    object,
    whole: body as JsonObject,
    events: events.filter((event) => event.aboutUid === object.uid || (object.kind === 'nodes' && event.aboutKind === 'Node' && event.aboutName === object.name)),
    pods: objectsOf('pods'),
    nodes: objectsOf('nodes'),
    services: objectsOf('services'),
    slices: objectsOf('endpointslices'),
    workloads: workloads.flatMap((kind): WorkloadSummary[] => objectsOf(kind)),
    ingresses: objectsOf('ingresses'),
    storageClasses: object.kind === 'persistentvolumeclaims' ? await items<StorageClass>(pathOf(kinds.storageclasses)) : [],
    backends: selector === '' ? [] : await items<Pod>(pathOf(kinds.pods, object.namespace), { labelSelector: selector, limit: '3' }),
    claims: [],
  };
}

/** Changes when something changes that a diagnosis may speak of. */
function signatureOf(object: ObjectSummary): string {
  const { events } = useCluster.getState();
  const about = events.findLast((event) => event.aboutUid === object.uid);
  if (object.kind === 'pods') return `${object.version}/${about?.uid}/${about?.count}/${objectsOf('nodes').find((node) => node.name === object.node)?.ready}`;
  const near = around.flatMap((kind) => objectsOf(kind)).filter((one) => one.namespace === object.namespace || one.kind === 'nodes');
  return `${object.version}/${about?.uid}/${about?.count}/${near.map((one) => (one.kind === 'pods' ? one.state : one.version)).join()}`;
}

export function useFacts(object: ObjectSummary): Facts | undefined {
  const [facts, setFacts] = useState<Facts | undefined>(undefined);
  const signature = useCluster(() => (hasDiagnosis(object.kind) ? signatureOf(object) : ''));
  useEffect(() => {
    if (signature === '') return undefined;
    let wanted = true;
    gather(object)
      .then((gathered) => wanted && setFacts(gathered))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the signature says when the object matters
  }, [object.uid, signature]);
  return facts;
}
