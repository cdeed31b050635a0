// kubectl on the workstation: our kubectl, whose requests go over a simulated wire to the cluster's API server.
import { decodeBase64, encodeBase64 } from '../base/base64.ts';
import { type ApiClient, type ApiRequest, type ApiResponse, type PatientApi, TransportError } from '../client/api.ts';
import type { ApiServer } from '../apiserver/api-server.ts';
import type { EtcdMembers } from '../etcd/members.ts';
import { type ClusterConfig, completeWith, createKubectl, type KubectlDeps } from '../kubectl/kubectl.ts';
import { type Fiber, firstOf, sleep, timeout } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import type { Completed } from './desk.ts';
import { serverUrl } from './workstation.ts';

const AGENT = 'kubectl';
const ETCD_PATIENCE_MS = 7000;

interface Wire {
  readonly line: PatientApi;
  readonly server: Pick<ApiServer, 'authenticate' | 'unauthorized'>;
  readonly pace: Pace;
  readonly etcd: EtcdMembers;
}

export function workstationKubectl(wire: Wire): Completed {
  const deps: KubectlDeps = { connect: (cluster) => clientFor(cluster, wire) };
  return { program: createKubectl(deps), complete: completeWith(deps) };
}

/** The API over the simulated wire: one round trip, and the errors of a connection that goes nowhere. */
function clientFor(cluster: ClusterConfig, wire: Wire): ApiClient {
  const address = cluster.server.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return {
    *send(request: ApiRequest): Fiber<ApiResponse> {
      if (wire.pace.apiRoundTripMs > 0) yield* sleep(wire.pace.apiRoundTripMs);
      // etcd itself waits so long for a leader (5 s and two election timeouts) before it gives the request up.
      if (wire.etcd.refusal !== undefined) yield* firstOf(wire.etcd.served.next, timeout(ETCD_PATIENCE_MS));
      if (cluster.server.replace(/\/$/, '') !== serverUrl) throw new TransportError(`dial tcp ${address}: connect: connection refused`);
      const authorization = request.headers?.['authorization'] ?? authorizationOf(cluster);
      const certificate = cluster.clientCertificateData === undefined ? undefined : decodeBase64(cluster.clientCertificateData);
      const headers = { 'user-agent': AGENT, ...(authorization === undefined ? {} : { authorization }) };
      const caller = wire.server.authenticate(headers, certificate);
      return caller ? yield* wire.line.ask(request, caller) : wire.server.unauthorized();
    },
  };
}

function authorizationOf({ token, username, password = '' }: ClusterConfig): string | undefined {
  if (token !== undefined) return `Bearer ${token}`;
  return username === undefined ? undefined : `Basic ${encodeBase64(`${username}:${password}`)}`;
}
