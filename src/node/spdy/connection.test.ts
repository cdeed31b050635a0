// SPDY/3.1: the dictionary is the specification's, a peer's compressed headers are read, two ends talk to each other however the bytes are cut.
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { SpdyConnection, type SpdyStream } from './connection.ts';
import { dictionary, HeaderCompressor, HeaderDecompressor } from './headers.ts';

test('the dictionary has the length and the checksum of SPDY/3', () => {
  let [a, b] = [1, 0];
  for (const byte of dictionary) [a, b] = [(a + byte) % 65_521, (b + a + byte) % 65_521];
  expect([dictionary.length, (b * 65_536 + a).toString(16)]).toEqual([1423, 'e3c6a7c2']);
});

test('blocks of one zlib stream, each flushed, are read in turn', async () => {
  const deflate = zlib.createDeflate({ dictionary });
  const decompressor = new HeaderDecompressor();
  const plain = new HeaderCompressor();
  for (const headers of [new Map([['streamtype', 'error'], ['port', '80']]), new Map([['streamtype', 'data'], ['port', '80']]), new Map()]) {
    const block = new HeaderDecompressor().read(new HeaderCompressor().write(headers));
    expect(block).toEqual(headers);
    const stored = plain.write(headers);
    const at = stored[0] === 0x78 ? 7 : 5;
    await new Promise((resolve) => deflate.write(stored.subarray(at, stored.length - 5), resolve));
    await new Promise<void>((resolve) => deflate.flush(zlib.constants.Z_SYNC_FLUSH, resolve));
    expect(decompressor.read(deflate.read() as Buffer)).toEqual(headers);
  }
});

/** Two ends whose bytes go over in pieces of so many. */
function pair(piece: number): { client: SpdyConnection; streams: SpdyStream[]; seen: string[] } {
  const streams: SpdyStream[] = [];
  const seen: string[] = [];
  const over = (to: () => SpdyConnection) => ({
    send: (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += piece) to().receive(bytes.subarray(at, at + piece));
    },
    close: () => to().lost(),
  });
  const server: SpdyConnection = new SpdyConnection(over(() => client), 2, (stream) => void streams.push(stream));
  const client: SpdyConnection = new SpdyConnection(over(() => server), 1, () => undefined);
  return { client, streams, seen };
}

test.each([131, 1000, 100_000])('streams carry data both ways in pieces of %i bytes', (piece) => {
  const { client, streams, seen } = pair(piece);
  const listen = (name: string, stream: SpdyStream): void => stream.listen({ data: (bytes) => void seen.push(`${name} ${bytes.length > 20 ? bytes.length : bytes.toString()}`), end: () => void seen.push(`${name} end`) });
  const one = client.open(new Map([['streamtype', 'stdin']]));
  const two = client.open(new Map([['streamtype', 'stdout']]));
  one.write(Buffer.from('early'));
  expect(streams.map((stream) => [stream.id, stream.headers.get('streamtype')])).toEqual([[1, 'stdin'], [3, 'stdout']]);
  const [stdin, stdout] = streams as [SpdyStream, SpdyStream];
  listen('stdin', stdin);
  listen('stdout', two);
  one.end();
  stdout.write(Buffer.alloc(65_535 + 30));
  stdout.end();
  stdout.write(Buffer.from('too late'));
  expect(seen).toEqual(['stdin early', 'stdin end', 'stdout 65535', 'stdout 30', 'stdout end']);
  client.close();
});

test('what is not SPDY/3.1 closes the connection', () => {
  const { client, streams } = pair(1000);
  let closed = false;
  const server = new SpdyConnection({ send: () => undefined, close: () => (closed = true) }, 2, (stream) => void streams.push(stream));
  server.receive(Buffer.from([0x80, 3, 0, 1, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2]));
  expect([closed, streams.length]).toEqual([true, 0]);
  client.close();
});
