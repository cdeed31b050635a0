// The Network view: from outside, through a Service and its endpoints, to the Pods that answer.
import { useMemo } from 'react';
import type { ObjectSummary, ServiceSummary, SliceSummary } from '../../../bridge/summary.ts';
import { useCluster } from '../../state/cluster.ts';
import { usePreferences } from '../../state/preferences.ts';
import type { Box, Layout, Wire } from '../geometry.ts';

const SERVICE = { width: 232, height: 84 };
const ENDPOINTS = { width: 300, height: 84, row: 30 };
const OUTSIDE = { width: 116, height: 56 };
const X = { outside: 0, service: 168, endpoints: 472 };
const ROW_GAP = 18;

interface Row {
  readonly uid: string;
  readonly open: boolean;
  readonly endpoints: number;
  readonly ready: number;
}

export function useNetworkLayout(): Layout {
  const namespace = usePreferences((preferences) => preferences.namespace);
  const shape = useCluster((state) => JSON.stringify(rowsOf(state.objects, state.members.get('services') ?? [], state.members.get('endpointslices') ?? [], namespace)));
  return useMemo(() => networkLayout(JSON.parse(shape) as Row[]), [shape]);
}

function rowsOf(objects: ReadonlyMap<string, ObjectSummary>, services: readonly string[], slices: readonly string[], namespace: string): Row[] {
  const all = slices.map((uid) => objects.get(uid)).filter((slice): slice is SliceSummary => slice?.kind === 'endpointslices');
  return services
    .map((uid) => objects.get(uid))
    .filter((service): service is ServiceSummary => service?.kind === 'services' && (namespace === '' || service.namespace === namespace))
    .sort((a, b) => a.createdMs - b.createdMs || a.name.localeCompare(b.name))
    .map((service) => {
      const endpoints = all.filter((slice) => slice.namespace === service.namespace && slice.service === service.name).flatMap((slice) => slice.endpoints);
      return { uid: service.uid, open: service.type !== 'ClusterIP', endpoints: endpoints.length, ready: endpoints.filter((endpoint) => endpoint.ready).length };
    });
}

export function networkLayout(rows: readonly Row[]): Layout {
  const boxes: Box[] = [];
  const wires: Wire[] = [];
  let y = 0;
  for (const row of rows) {
    const height = Math.max(ENDPOINTS.height, 16 + row.endpoints * ENDPOINTS.row);
    const middle = y + SERVICE.height / 2;
    boxes.push({ id: row.uid, type: 'service', about: row.uid, x: X.service, y, ...SERVICE });
    boxes.push({ id: `endpoints:${row.uid}`, type: 'endpoints', about: row.uid, x: X.endpoints, y, width: ENDPOINTS.width, height });
    wires.push({ id: `${row.uid}-endpoints`, from: { x: X.service + SERVICE.width, y: middle }, to: { x: X.endpoints, y: middle }, tone: row.ready > 0 ? 'live' : 'off' });
    if (row.open) {
      boxes.push({ id: `outside:${row.uid}`, type: 'outside', about: row.uid, x: X.outside, y: middle - OUTSIDE.height / 2, ...OUTSIDE });
      wires.push({ id: `${row.uid}-outside`, from: { x: OUTSIDE.width, y: middle }, to: { x: X.service, y: middle }, tone: 'live' });
    }
    y += height + ROW_GAP;
  }
  return { boxes, wires };
}
