// How a cluster of a kubeconfig is reached from Node: credentials, TLS, and errors in the words of Go's net package.
import type { ConnectionOptions } from 'node:tls';
import type { ClusterConfig } from '../engine/kubectl/kubectl.ts';

export function authorization(cluster: ClusterConfig): Record<string, string> {
  if (cluster.token) return { authorization: `Bearer ${cluster.token}` };
  if (cluster.username) return { authorization: `Basic ${Buffer.from(`${cluster.username}:${cluster.password ?? ''}`).toString('base64')}` };
  return {};
}

const pem = (base64: string | undefined): string | undefined => (base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8'));

export function tlsOptions(cluster: ClusterConfig): Pick<ConnectionOptions, 'rejectUnauthorized' | 'ca' | 'cert' | 'key' | 'servername'> {
  const [ca, cert, key] = [pem(cluster.certificateAuthorityData), pem(cluster.clientCertificateData), pem(cluster.clientKeyData)];
  const { tlsServerName: servername } = cluster;
  return { rejectUnauthorized: !cluster.insecure, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}), ...(servername ? { servername } : {}) };
}

/** Node's error in the words of Go's net package, which is what kubectl shows. */
export function goError(error: NodeJS.ErrnoException & { address?: string; port?: number }, url: URL): string {
  const at = `${error.address ?? url.hostname}:${error.port ?? (url.port || (url.protocol === 'https:' ? '443' : '80'))}`;
  if (error.code === 'ECONNREFUSED') return `dial tcp ${at}: connect: connection refused`;
  if (error.code === 'ENOTFOUND') return `dial tcp: lookup ${url.hostname}: no such host`;
  if (error.code === 'ETIMEDOUT') return `dial tcp ${at}: i/o timeout`;
  return error.message || String(error.code ?? error);
}

/** A header with several values goes out several times. */
export function separated(headers: Readonly<Record<string, string>>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.includes('\n') ? value.split('\n') : value]));
}
