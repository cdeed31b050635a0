// The registries of the sandbox's world: which images exist, and containerd's words for those that do not (core/remotes/docker/resolver.go).
import { sha256Hex } from '../base/sha256.ts';
import type { ContainerImage, ImageSource, PullRefusal } from '../machine/container.ts';
import { repositories } from './catalogue/table.ts';
import { formatReference, parseReference, type Reference } from './reference.ts';
import type { ImageContent, Repository } from './repository.ts';

/** Registries that the sandbox's world has; every other host is unknown to its DNS. */
const hosts = new Set(['docker.io', 'registry.k8s.io', 'k8s.gcr.io', 'gcr.io', 'quay.io', 'ghcr.io', 'mcr.microsoft.com', 'public.ecr.aws', 'us-docker.pkg.dev', 'mirror.gcr.io']);

export function createImageSource(): ImageSource {
  const byName = new Map<string, Repository>();
  for (const repository of repositories) for (const name of repository.names) byName.set(name, repository);
  const made = new Map<string, ContainerImage>();
  // A digest is found again once its tag has been asked for: that is where people have digests from.
  const byDigest = new Map<string, ContainerImage>();

  function tagged(reference: Reference, tag: string): ContainerImage | undefined {
    const name = formatReference({ ...reference, tag, digest: undefined });
    const before = made.get(name);
    if (before) return before;
    const content = byName.get(`${reference.host}/${reference.path}`)?.image(tag);
    if (!content) return undefined;
    const image = complete(name, content);
    made.set(name, image);
    byDigest.set(`${reference.host}/${reference.path}@${image.digest}`, image);
    return image;
  }

  return {
    resolve(text): ContainerImage | PullRefusal {
      const reference = parseReference(text);
      if (!reference) return refused(`failed to parse reference ${JSON.stringify(text)}: invalid reference format`);
      const name = formatReference(reference);
      if (!hosts.has(reference.host)) return refused(`failed to resolve reference "${name}": ${dialError(reference)}`);
      if (!byName.has(`${reference.host}/${reference.path}`)) return refused(`failed to resolve reference "${name}": ${unknownRepository(reference, name)}`);
      const image = reference.tag === undefined ? byDigest.get(`${reference.host}/${reference.path}@${reference.digest}`) : tagged(reference, reference.tag);
      if (!image || (reference.digest !== undefined && image.digest !== reference.digest)) return refused(`failed to resolve reference "${name}": ${name}: not found`);
      return image;
    },
  };
}

const refused = (message: string): PullRefusal => ({ type: 'refused', message });

function dialError({ host, path, tag, digest }: Reference): string {
  const [name = host, port] = host.split(':');
  const insecure = name === 'localhost';
  const url = `${insecure ? 'http' : 'https'}://${host}/v2/${path}/manifests/${digest ?? tag}`;
  const reason = insecure || /^[\d.]+$/.test(name) ? `dial tcp ${insecure ? '127.0.0.1' : name}:${port ?? (insecure ? 80 : 443)}: connect: connection refused` : `dial tcp: lookup ${name}: no such host`;
  return `failed to do request: Head "${url}": ${reason}`;
}

function unknownRepository({ host, path, tag, digest }: Reference, name: string): string {
  const url = `https://${host}/v2/${path}/manifests/${digest ?? tag}`;
  if (host === 'docker.io') return 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed';
  if (host === 'quay.io') return `unexpected status from HEAD request to ${url}: 401 UNAUTHORIZED`;
  if (host === 'ghcr.io') return `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3A${encodeURIComponent(path)}%3Apull&service=ghcr.io: 403 Forbidden`;
  return `${name}: not found`;
}

/** An image in full; its digest follows from its name, so that it is the same in every session. */
function complete(reference: string, content: ImageContent): ContainerImage {
  return {
    entrypoint: [],
    cmd: [],
    env: {},
    workingDir: '',
    user: '',
    exposedPorts: [],
    stopSignal: 'SIGTERM',
    files: {},
    programs: {},
    ...content,
    reference,
    digest: `sha256:${sha256Hex(reference)}`,
  };
}
