// gRPC's health protocol (grpc.health.v1) between programs and the kubelet's probes: the question and its answer in values, over a real connection.
export interface GrpcHealth {
  readonly type: 'grpc health';
  /** Undefined: no such service. */
  check(service: string): 'SERVING' | 'NOT_SERVING' | undefined;
}

/** What a connection offers; undefined for servers that do not speak gRPC. */
export function grpcHealth(offer: unknown): GrpcHealth | undefined {
  return typeof offer === 'object' && offer !== null && (offer as Partial<GrpcHealth>).type === 'grpc health' ? (offer as GrpcHealth) : undefined;
}
