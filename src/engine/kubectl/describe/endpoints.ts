// The addresses behind a port in a description (formatEndpointSlices), and how Go joins hosts and ports.
import type { EndpointSlice } from '../../kube/types.generated.ts';

/** net.JoinHostPort */
export const hostPort = (host: string, port: string | number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

const MOST = 3;

/** The ready addresses of a port, three at the most; of slices without ports, all. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false).map((endpoint) => endpoint.addresses[0] ?? '');
    if (!ports || ports.length === 0) return ready;
    return ports.filter((port) => (port.name ?? '') === portName).flatMap((port) => ready.map((address) => hostPort(address, port.port ?? '')));
  });
  return moreThan(slices, portName) && all.length >= MOST ? `${all.slice(0, MOST).join(',')} + ${all.length - MOST} more...` : all.join(',');
}

/** Whether one comes after the third that was listed: one that is not ready counts here, too. */
function moreThan(slices: readonly EndpointSlice[], portName: string): boolean {
  let listed = 0;
  for (const { ports, endpoints } of slices) {
    const times = !ports || ports.length === 0 ? 1 : ports.filter((port) => (port.name ?? '') === portName).length;
    for (let i = 0; i < times; i++) {
      for (const endpoint of endpoints ?? []) {
        if (listed === MOST) return true;
        if (endpoint.conditions?.ready !== false) listed++;
      }
    }
  }
  return false;
}
