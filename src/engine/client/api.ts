// The Kubernetes API as its clients see it: HTTP-shaped requests as plain values. In process it answers in zero virtual time.
import type { Json } from '../base/json.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Reader, Writer } from '../sim/stream.ts';

export type Query = Readonly<Record<string, string | readonly string[]>>;

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** Without the query; percent-encoded as it came. */
  readonly path: string;
  readonly query?: Query;
  /** Names in lower case: accept, content-type, impersonate-user …; of a header that is given several times the values stand on a line each. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as a JSON value (shared, so never changed by the server). */
  readonly body?: Json | undefined;
  /** The body as it came, when it came as text: the server parses it and words the error if it cannot. */
  readonly text?: string | undefined;
}

/** Who asks. In process it is simply said; over HTTP it is derived from the request. */
export interface Caller {
  /** `kubectl`, `kube-controller-manager`, `kubelet` …: becomes the field manager. */
  readonly userAgent: string;
  /** The actor shown to people, where it is finer than the user agent: `deployment-controller`, `kubelet node-2`. */
  readonly actor: string;
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Where a request over HTTP comes from. */
  readonly sourceIp?: string;
}

export interface ApiResponse {
  readonly code: number;
  /** Names in lower case; `warning` apart, below. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of the `299 - "…"` warnings. */
  readonly warnings: readonly string[];
  readonly body: ApiBody;
}

export type ApiBody =
  | { readonly type: 'json'; readonly value: Json }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'watch'; readonly stream: ApiStream<WatchEvent> }
  | { readonly type: 'stream'; readonly stream: ApiStream<string> }
  | { readonly type: 'exec'; readonly session: ExecSession }
  | { readonly type: 'port-forward'; readonly session: PortForwardSession };

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  /** A KubeObject, a Table, a PartialObjectMetadata or (ERROR) a Status. */
  readonly object: Json;
}

/** A stream with one listener. Items are delivered by the clock, never from within `listen` or a request. */
export interface ApiStream<T> {
  listen(sink: { item(value: T): void; end(): void }): void;
  close(): void;
}

/** The API, in process. */
export interface Api {
  request(request: ApiRequest, caller: Caller): ApiResponse;
}

/** For callers that can wait: while the server asks a webhook, or carries a request to a Pod. */
export interface PatientApi extends Api {
  ask(request: ApiRequest, caller: Caller): Fiber<ApiResponse>;
}

/** The API as kubectl reaches it: a request may take time (latency, a real network) or fail before it is answered. */
export interface ApiClient {
  send(request: ApiRequest): Fiber<ApiResponse>;
}

/** Thrown by an ApiClient when no answer came; `message` is what Go's net/http would say (`dial tcp 10.0.0.1:6443: connect: connection refused`). */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}

export interface ExecSession {
  readonly stdin: Writer | undefined;
  readonly stdout: Reader | undefined;
  readonly stderr: Reader | undefined;
  resize(columns: number, rows: number): void;
  /** Ends with the Status of the error channel: Success, or Failure with reason NonZeroExitCode and the code as a cause. */
  wait(): Fiber<Json>;
  close(): void;
}

export interface PortForwardSession {
  /** Connects to a port of the Pod; a string is the error as the kubelet words it. */
  connect(port: number): Fiber<{ readonly reader: Reader; readonly writer: Writer } | string>;
  close(): void;
}

/** A stored object as JSON, and back; the two are the same value. */
export const asJson = (object: KubeObject): Json => object as unknown as Json;
export const asObject = <T extends KubeObject>(value: Json): T => value as unknown as T;
