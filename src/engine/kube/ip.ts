// IP addresses and CIDRs as netutils parses and writes them (k8s.io/utils/net).

/** Four or sixteen bytes; undefined when it is no address. Leading zeros are tolerated, as upstream's sloppy parser does. */
export function parseIp(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    bytes.push(Number(part));
  }
  return bytes;
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): number[] | undefined => {
    if (half === '') return [];
    const result: number[] = [];
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      if (i === parts.length - 1 && part.includes('.')) {
        const v4 = parseV4(part);
        if (!v4) return undefined;
        result.push(((v4[0] ?? 0) << 8) | (v4[1] ?? 0), ((v4[2] ?? 0) << 8) | (v4[3] ?? 0));
      } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) result.push(Number.parseInt(part, 16));
      else return undefined;
    }
    return result;
  };
  const head = groups(halves[0] ?? '');
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail].flatMap((g) => [g >> 8, g & 255]);
}

export function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}

export function isIpv6(text: string): boolean {
  return parseIp(text)?.length === 16;
}

export interface Cidr {
  readonly address: readonly number[];
  readonly bits: number;
}

export function parseCidr(text: string): Cidr | undefined {
  const [ip = '', bits = '', ...rest] = text.split('/');
  const address = parseIp(ip);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > address.length * 8) return undefined;
  return { address, bits: Number(bits) };
}

/** Whether the address lies in the block. */
export function contains(block: Cidr, address: readonly number[]): boolean {
  if (block.address.length !== address.length) return false;
  for (let i = 0; i < block.bits; i++) {
    const mask = 128 >> (i & 7);
    if (((block.address[i >> 3] ?? 0) & mask) !== ((address[i >> 3] ?? 0) & mask)) return false;
  }
  return true;
}

/** Canonical text of an address. */
export function ipText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
  const text = groups.join(':');
  let longest = '';
  for (const run of text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? []) if (run.length > longest.length) longest = run;
  if (longest === '') return text;
  const at = text.indexOf(longest);
  return `${text.slice(0, at)}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}
