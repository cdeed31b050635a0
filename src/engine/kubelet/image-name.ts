// What is wrong with the name of an image, in the words of the parser that the kubelet asks before it pulls (distribution/reference/normalize.go).
const IDENTIFIER = /^[a-f0-9]{64}$/;
const DOMAIN = /^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const INVALID = 'invalid reference format';

/** Undefined where the name is one. */
export function imageNameError(image: string): string | undefined {
  if (IDENTIFIER.test(image)) return `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`;
  const { domain, rest } = split(image);
  const colon = rest.indexOf(':');
  const remote = colon < 0 ? rest : rest.slice(0, colon);
  if (remote.toLowerCase() !== remote) return `${INVALID}: repository name (${remote}) must be lowercase`;
  const [named = '', ...digests] = rest.split('@');
  const [path = '', ...tags] = named.split(':');
  const wellFormed = DOMAIN.test(domain) && path.split('/').every((component) => COMPONENT.test(component)) && tags.length < 2 && tags.every((tag) => TAG.test(tag)) && digests.length < 2 && digests.every((digest) => DIGEST.test(digest));
  return wellFormed ? undefined : INVALID;
}

/** The registry that is named, or Docker's with its library. */
function split(image: string): { readonly domain: string; readonly rest: string } {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const named = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const rest = named ? image.slice(slash + 1) : image;
  return { domain: named ? first : 'docker.io', rest: !named && !rest.includes('/') ? `library/${rest}` : rest };
}
