// One end of a SPDY/3.1 connection over any carrier of bytes: frames in and out, streams that the peer or this end opens (as github.com/moby/spdystream, without flow control).
import { HeaderCompressor, HeaderDecompressor, type Headers, uint32 } from './headers.ts';

const [SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY] = [1, 2, 3, 6, 7];
const VERSION = 0x8003;
const FIN = 1;
const MAX_DATA = 65_535;
const [HEAD, PROTOCOL_ERROR] = [8, 1];

export interface Carrier {
  send(bytes: Buffer): void;
  close(): void;
}

export class SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  /** Set by who takes the stream; what comes before that is kept. */
  private sink: { data(bytes: Buffer): void; end(): void } | undefined;
  private readonly early: Buffer[] = [];
  private remoteEnded = false;
  private localEnded = false;
  private readonly connection: SpdyConnection;

  constructor(connection: SpdyConnection, id: number, headers: Headers) {
    this.connection = connection;
    this.id = id;
    this.headers = headers;
  }

  listen(sink: { data(bytes: Buffer): void; end(): void }): void {
    this.sink = sink;
    for (const bytes of this.early.splice(0)) sink.data(bytes);
    if (this.remoteEnded) sink.end();
  }

  write(data: Buffer): void {
    if (this.localEnded) return;
    for (let at = 0; at < data.length; at += MAX_DATA) this.connection.sendData(this.id, 0, data.subarray(at, at + MAX_DATA));
  }

  end(): void {
    if (this.localEnded) return;
    this.localEnded = true;
    this.connection.sendData(this.id, FIN, Buffer.alloc(0));
    if (this.remoteEnded) this.connection.forget(this.id);
  }

  /** The peer has no more use for the stream. */
  aborted(): void {
    this.localEnded = true;
    this.finished();
    this.connection.forget(this.id);
  }

  received(bytes: Buffer, end: boolean): void {
    if (bytes.length > 0) {
      if (this.sink) this.sink.data(bytes);
      else this.early.push(bytes);
    }
    if (end) this.finished();
  }

  finished(): void {
    if (this.remoteEnded) return;
    this.remoteEnded = true;
    this.sink?.end();
    if (this.localEnded) this.connection.forget(this.id);
  }
}

export class SpdyConnection {
  private pending: Buffer = Buffer.alloc(0);
  private readonly streams = new Map<number, SpdyStream>();
  private readonly decompressor = new HeaderDecompressor();
  private readonly compressor = new HeaderCompressor();
  private readonly carrier: Carrier;
  private readonly opened: (stream: SpdyStream) => void;
  private lastPeerStream = 0;
  private nextStream: number;
  private closed = false;

  /** @param first the id of this end's first stream: 1 for a client, 2 for a server */
  constructor(carrier: Carrier, first: 1 | 2, opened: (stream: SpdyStream) => void) {
    this.carrier = carrier;
    this.nextStream = first;
    this.opened = opened;
  }

  open(headers: Headers): SpdyStream {
    const id = this.nextStream;
    this.nextStream += 2;
    const stream = new SpdyStream(this, id, headers);
    this.streams.set(id, stream);
    this.sendControl(SYN_STREAM, 0, uint32(id), uint32(0), Buffer.alloc(2), this.compressor.write(headers));
    return stream;
  }

  /** Bytes from the peer, cut anywhere. */
  receive(bytes: Buffer): void {
    this.pending = this.pending.length === 0 ? bytes : Buffer.concat([this.pending, bytes]);
    while (!this.closed && this.pending.length >= HEAD) {
      const length = this.pending.readUIntBE(5, 3);
      if (this.pending.length < HEAD + length) return;
      const [word, flags, payload] = [this.pending.readUInt32BE(0), this.pending[4] ?? 0, this.pending.subarray(HEAD, HEAD + length)];
      this.pending = this.pending.subarray(HEAD + length);
      this.frame(word, flags, payload);
    }
  }

  private frame(word: number, flags: number, payload: Buffer): void {
    if (word >>> 31 === 0) return this.streams.get(word)?.received(payload, (flags & FIN) !== 0);
    const type = word & 0xffff;
    if (word >>> 16 !== VERSION) return this.close(PROTOCOL_ERROR);
    try {
      if (type === SYN_STREAM) this.syn(flags, payload);
      else if (type === SYN_REPLY) this.decompressor.read(payload.subarray(4));
      else if (type === RST_STREAM) this.streams.get(payload.readUInt32BE(0))?.aborted();
      else if (type === PING && payload.readUInt32BE(0) % 2 !== this.nextStream % 2) this.sendControl(PING, 0, payload);
    } catch (error) {
      if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
      this.close(PROTOCOL_ERROR);
    }
  }

  private syn(flags: number, payload: Buffer): void {
    const id = payload.readUInt32BE(0) & 0x7fff_ffff;
    const stream = new SpdyStream(this, id, this.decompressor.read(payload.subarray(10)));
    this.lastPeerStream = id;
    this.streams.set(id, stream);
    this.sendControl(SYN_REPLY, 0, uint32(id), this.compressor.write(new Map()));
    this.opened(stream);
    if ((flags & FIN) !== 0) stream.finished();
  }

  sendControl(type: number, flags: number, ...parts: readonly Buffer[]): void {
    const payload = Buffer.concat(parts);
    this.send(VERSION * 0x1_0000 + type, flags, payload);
  }

  sendData(id: number, flags: number, payload: Buffer): void {
    this.send(id, flags, payload);
  }

  private send(word: number, flags: number, payload: Buffer): void {
    if (this.closed) return;
    const head = Buffer.alloc(HEAD);
    head.writeUInt32BE(word);
    head.writeUIntBE(flags * 0x100_0000 + payload.length, 4, 4);
    this.carrier.send(Buffer.concat([head, payload]));
  }

  forget(id: number): void {
    this.streams.delete(id);
  }

  /** Says goodbye and closes the carrier. */
  close(status = 0): void {
    if (this.closed) return;
    this.sendControl(GOAWAY, 0, uint32(this.lastPeerStream), uint32(status));
    this.lost();
    this.carrier.close();
  }

  /** The carrier is gone. */
  lost(): void {
    this.closed = true;
    for (const stream of [...this.streams.values()]) stream.finished();
    this.streams.clear();
  }
}
