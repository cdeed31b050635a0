// PEM armour around DER (RFC 7468; encoding/pem upstream).
import { decodeBytes, encodeBytes } from '../base/base64.ts';

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY` … */
  readonly type: string;
  readonly bytes: readonly number[];
}

/** The blocks of a text, in order; what is between them, and blocks that are no base64, is passed over. */
export function pemBlocks(text: string): readonly PemBlock[] {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g)].flatMap((match) => {
    const bytes = decodeBytes((match[2] ?? '').replace(/\s/g, ''));
    return 'badAt' in bytes ? [] : [{ type: match[1] as string, bytes }];
  });
}

/** The first block of a type. */
export function pemBytes(text: string, type: RegExp): readonly number[] | undefined {
  return pemBlocks(text).find((block) => type.test(block.type))?.bytes;
}

export function pem(type: string, bytes: readonly number[]): string {
  return `-----BEGIN ${type}-----\n${(encodeBytes(bytes).match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${type}-----\n`;
}
