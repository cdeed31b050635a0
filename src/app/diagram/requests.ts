// Moves requests through the Network view: from outside or from a Pod to the Service, on to the endpoint that was chosen; one that fails dies where it failed.
import type { ConnectionSummary } from '../../bridge/protocol.ts';
import type { ServiceSummary } from '../../bridge/summary.ts';
import { objectsOf, useCluster } from '../state/cluster.ts';
import { momentText } from '../time/look-back.ts';
import { Flights } from './flights.ts';
import type { Point, Rect } from './geometry.ts';
import { endpointRow } from './views/network-layout.ts';

export class RequestFlights extends Flights {
  private seen: readonly ConnectionSummary[];

  constructor(layer: HTMLElement) {
    super(layer);
    this.seen = useCluster.getState().connections;
    this.onStop(useCluster.subscribe((state) => state.connections !== this.seen && this.see(state.connections)));
  }

  private see(connections: readonly ConnectionSummary[]): void {
    const before = new Set(this.seen);
    this.seen = connections;
    if (document.hidden) return;
    this.release();
    let delayMs = 0;
    for (const connection of connections) {
      if (before.has(connection) || this.full) continue;
      if (this.fly(connection, delayMs)) delayMs += 90;
    }
  }

  private fly(connection: ConnectionSummary, delayMs: number): boolean {
    const services = objectsOf('services');
    const { via, toIp } = connection;
    const addressed = services.find((one) => (via === '' ? one.clusterIp === toIp || one.externalIps.includes(toIp) : `${one.namespace}/${one.name}` === via));
    const service = addressed ?? services.find((one) => this.rowOf(one, toIp));
    const box = service && this.boxes.get(service.uid);
    if (!service || !box) return false;
    const row = this.rowOf(service, toIp);
    const legs = addressed ? this.through(service, box, row) : this.straight(box, row);
    if (legs.length === 0) return false;
    this.launch({
      legs, tone: connection.ok ? 'person' : 'bad', label: `:${connection.port}`, full: fullText(connection), delayMs, spokenUntil: 1, wordsAt: 'start',
      ...(connection.ok ? {} : { dies: connection.error }),
    });
    return true;
  }

  /** To the Service, and from it to the endpoint, where one was chosen. */
  private through({ uid, type }: ServiceSummary, box: Rect, row: Point | undefined): [Point, Point][] {
    const outside = this.boxes.get(`outside:${uid}`);
    const left: Point = { x: box.x, y: box.y + box.height / 2 };
    const right: Point = { x: box.x + box.width, y: left.y };
    const start = outside && type !== 'ClusterIP' ? { x: outside.x + outside.width, y: outside.y + outside.height / 2 } : { x: box.x - 60, y: left.y };
    const first: [Point, Point] = [start, left];
    return row ? [first, [right, row]] : [first, [left, right]];
  }

  /** Straight to a Pod, past every Service. */
  private straight(box: Rect, row: Point | undefined): [Point, Point][] {
    return row ? [[{ x: box.x + box.width, y: box.y + box.height + 12 }, row]] : [];
  }

  private rowOf({ uid, namespace, name }: ServiceSummary, ip: string): Point | undefined {
    const box: Rect | undefined = this.boxes.get(`endpoints:${uid}`);
    const endpoints = objectsOf('endpointslices').filter((slice) => slice.namespace === namespace && slice.service === name).flatMap((slice) => slice.endpoints);
    const index = endpoints.findIndex((endpoint) => endpoint.ip === ip);
    return box && index >= 0 ? endpointRow(box, index, endpoints.length, endpoints.every((endpoint) => useCluster.getState().objects.has(endpoint.pod))) : undefined;
  }
}

/** Its whole way, to be read while time stands. */
function fullText({ atMs, fromIp, host, port, hops, error }: ConnectionSummary): string {
  return [`${momentText(atMs)}  ${fromIp} → ${host}:${port}`, ...hops.map(([at, decision]) => `${at}: ${decision}`), ...(error === '' ? [] : [`✕ ${error}`])].join('\n');
}
