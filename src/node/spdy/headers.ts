// SPDY/3.1 header blocks: name/value pairs, compressed as one zlib stream a connection with the specification's dictionary (draft-mbelshe-httpbis-spdy-00, section 2.6.10).
import zlib from 'node:zlib';

export type Headers = ReadonlyMap<string, string>;

const WORDS = [
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection',
  'content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host',
  'if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization',
  'range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200_OK version',
  'HTTP/1.1 url public set-cookie keep-alive origin',
];
const TAIL =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505203 Non-Authoritative Information204 No Content' +
  '301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdch' +
  'charset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** Each word of it stands as it would in a header block: after its length. */
export const dictionary: Buffer = Buffer.concat([...WORDS.flatMap((line) => line.split(' ')).map((word) => prefixed(word.replace('_', ' '))), Buffer.from(TAIL)]);

function prefixed(text: string): Buffer {
  return Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)]);
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Deflate's window: how far back a later block may refer. */
const WINDOW = 32_768;
const [ZLIB_HEADER, DICTIONARY_ID] = [2, 4];

/** Inflates the blocks of a connection in turn. Each ends with a flush, so each is whole deflate blocks that refer to the text before them. */
export class HeaderDecompressor {
  private window: Buffer = dictionary;
  private first = true;

  read(bytes: Buffer): Headers {
    const withDictionary = ((bytes[1] ?? 0) & 0x20) !== 0;
    if (this.first && !withDictionary) this.window = Buffer.alloc(0);
    const deflated = this.first ? bytes.subarray(ZLIB_HEADER + (withDictionary ? DICTIONARY_ID : 0)) : bytes;
    this.first = false;
    const text = zlib.inflateRawSync(deflated, { finishFlush: zlib.constants.Z_SYNC_FLUSH, ...(this.window.length > 0 ? { dictionary: this.window } : {}) });
    this.window = Buffer.concat([this.window, text]).subarray(-WINDOW);
    return parse(text);
  }
}

function parse(block: Buffer): Headers {
  const headers = new Map<string, string>();
  let at = 0;
  const number = (): number => block.readUInt32BE((at += 4) - 4);
  const text = (length: number): string => block.subarray(at, (at += length)).toString('utf8');
  for (let left = number(); left > 0; left--) {
    const name = text(number());
    headers.set(name, text(number()));
  }
  return headers;
}

/** Writes blocks as a zlib stream that stores what it holds: they are small, and nothing is gained by compressing them. */
export class HeaderCompressor {
  private first = true;

  write(headers: Headers): Buffer {
    const block = Buffer.concat([uint32(headers.size), ...[...headers].flatMap(([name, value]) => [prefixed(name), prefixed(value)])]);
    const head = this.first ? Buffer.from([0x78, 0x01]) : Buffer.alloc(0);
    this.first = false;
    return Buffer.concat([head, stored(block), stored(Buffer.alloc(0))]);
  }
}

/** A stored deflate block that is not the last; an empty one is what a flush leaves. */
function stored(block: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(block.length, 1);
  head.writeUInt16LE(block.length ^ 0xffff, 3);
  return Buffer.concat([head, block]);
}
