// The variables by which a container finds Services (pkg/kubelet/envvars/envvars.go).
import type { Service } from '../kube/types.generated.ts';

export function serviceEnvironment(services: readonly Service[]): Map<string, string> {
  const env = new Map<string, string>();
  for (const { metadata, spec } of services) {
    const ip = spec.clusterIP;
    const ports = spec.ports ?? [];
    const first = ports[0];
    if (!ip || ip === 'None' || !first) continue;
    const prefix = variableName(metadata.name);
    const host = ip.includes(':') ? `[${ip}]` : ip;
    env.set(`${prefix}_SERVICE_HOST`, ip);
    env.set(`${prefix}_SERVICE_PORT`, String(first.port));
    for (const { name, port } of ports) if (name) env.set(`${prefix}_SERVICE_PORT_${variableName(name)}`, String(port));
    for (const [i, { port, protocol = 'TCP' }] of ports.entries()) {
      const url = `${protocol.toLowerCase()}://${host}:${port}`;
      if (i === 0) env.set(`${prefix}_PORT`, url);
      const full = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
      env.set(full, url);
      env.set(`${full}_PROTO`, protocol.toLowerCase());
      env.set(`${full}_PORT`, String(port));
      env.set(`${full}_ADDR`, ip);
    }
  }
  return env;
}

const variableName = (name: string): string => name.replaceAll('-', '_').toUpperCase();
