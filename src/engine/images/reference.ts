// Names of images as containerd normalises them (distribution/reference/normalize.go).
export interface Reference {
  /** `docker.io` */
  readonly host: string;
  /** `library/nginx` */
  readonly path: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;

/** Undefined where the text is no reference (`InvalidImageName`). */
export function parseReference(text: string): Reference | undefined {
  const m = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text);
  if (!m) return undefined;
  const name = m[1] as string;
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const host = hasHost ? first : 'docker.io';
  const rest = hasHost ? name.slice(slash + 1) : name;
  if (!PATH.test(rest)) return undefined;
  const path = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return { host: host === 'index.docker.io' ? 'docker.io' : host, path, tag: m[2] ?? (m[3] ? undefined : 'latest'), digest: m[3] };
}

export function formatReference({ host, path, tag, digest }: Reference): string {
  return `${host}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
