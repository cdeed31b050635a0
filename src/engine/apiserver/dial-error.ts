// What Go's net package says of a connection that did not come about.
import type { NetError } from '../machine/net.ts';

/** @param name the host as it was asked for */
export function dialError({ errno }: NetError, { ip, port }: { readonly ip: string; readonly port: number }, name: string, late = 'context deadline exceeded'): string {
  switch (errno) {
    case 'ECONNREFUSED': return `dial tcp ${ip}:${port}: connect: connection refused`;
    case 'EHOSTUNREACH': return `dial tcp ${ip}:${port}: connect: no route to host`;
    case 'ENETUNREACH': return `dial tcp ${ip}:${port}: connect: network is unreachable`;
    case 'ENOTFOUND': return `dial tcp: lookup ${name}: no such host`;
    case 'EAI_AGAIN': return `dial tcp: lookup ${name}: Temporary failure in name resolution`;
    case 'ECONNRESET': return `read tcp ${ip}:${port}: read: connection reset by peer`;
    default: return late;
  }
}
