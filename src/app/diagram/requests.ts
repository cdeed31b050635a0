// Moves requests through the Network view: from outside or from a Pod to the Service, on to the endpoint that was chosen; one that fails dies where it failed.
import type { ConnectionSummary } from '../../bridge/protocol.ts';
import { objectsOf, useCluster } from '../state/cluster.ts';
import { Flights } from './flights.ts';
import type { Point, Rect } from './geometry.ts';
import { endpointRow } from './views/network-layout.ts';

export class RequestFlights extends Flights {
  private seen: readonly ConnectionSummary[];

  constructor(layer: SVGGElement) {
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
      if (before.has(connection) || connection.via === '' || this.full) continue;
      this.fly(connection, delayMs);
      delayMs += 90;
    }
  }

  private fly(connection: ConnectionSummary, delayMs: number): void {
    const service = objectsOf('services').find((one) => `${one.namespace}/${one.name}` === connection.via);
    const box = service && this.boxes.get(service.uid);
    if (!service || !box) return;
    const outside = this.boxes.get(`outside:${service.uid}`);
    const left: Point = { x: box.x, y: box.y + box.height / 2 };
    const legs: [Point, Point][] = [[outside ? { x: outside.x + outside.width, y: left.y } : { x: box.x - 60, y: left.y }, left]];
    const row = this.rowOf(service.uid, service.namespace, service.name, connection.toIp);
    if (row) legs.push([{ x: box.x + box.width, y: left.y }, row]);
    const label = `:${connection.port}${connection.ok ? '' : ' ✕'}`;
    this.launch({ legs, tone: connection.ok ? 'person' : 'bad', label, full: `${connection.fromIp} → ${connection.via} → ${connection.toIp}:${connection.port}`, delayMs, spokenUntil: 1, wordsAt: 'start' });
  }

  private rowOf(uid: string, namespace: string, name: string, ip: string): Point | undefined {
    const box: Rect | undefined = this.boxes.get(`endpoints:${uid}`);
    const endpoints = objectsOf('endpointslices').filter((slice) => slice.namespace === namespace && slice.service === name).flatMap((slice) => slice.endpoints);
    const index = endpoints.findIndex((endpoint) => endpoint.ip === ip);
    return box && index >= 0 ? endpointRow(box, index, endpoints.length) : undefined;
  }
}
