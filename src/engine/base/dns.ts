// DNS questions and answers, and how they go into a datagram; the sandbox writes them as JSON, not as RFC 1035's bytes.
export type DnsStatus = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';

export interface DnsQuestion {
  readonly id: number;
  /** Without the last dot, in lower case. */
  readonly name: string;
  /** `A`, `SRV`, `PTR` … */
  readonly type: string;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** As in a zone file: `10.96.0.1`, `0 100 80 web.default.svc.cluster.local.` */
  readonly data: string;
}

export interface DnsReply {
  readonly status: DnsStatus;
  readonly answers: readonly DnsRecord[];
  /** The zone's SOA where there is no answer. */
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  readonly authoritative?: boolean;
}

export const encodeDns = (message: DnsQuestion | (DnsReply & { readonly id: number })): string => JSON.stringify(message);

/** Undefined where the datagram holds no question. */
export function decodeQuestion(text: string): DnsQuestion | undefined {
  const message = parsed(text) as Partial<DnsQuestion> | undefined;
  return message && typeof message.id === 'number' && typeof message.name === 'string' && typeof message.type === 'string' ? (message as DnsQuestion) : undefined;
}

export function decodeReply(text: string, id: number): DnsReply | undefined {
  const message = parsed(text) as (Partial<DnsReply> & { id?: number }) | undefined;
  return message?.id === id && message.status !== undefined && Array.isArray(message.answers) ? (message as DnsReply) : undefined;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `10.96.0.1` → `1.0.96.10.in-addr.arpa` */
export const reverseName = (ip: string): string => `${ip.split('.').reverse().join('.')}.in-addr.arpa`;

/** The address that such a name asks about. */
export function reversedAddress(name: string): string | undefined {
  const m = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(name);
  return m ? `${m[4]}.${m[3]}.${m[2]}.${m[1]}` : undefined;
}
