// A Pod's name in two parts: what it belongs to, and the generated end that tells it from its siblings.

/** The letters of generated names: no vowels and nothing that looks like another; a Job of a CronJob has minutes instead. */
const GENERATED = /(-[bcdfghjklmnpqrstvwxz2456789]{6,10}|-\d{8,})?-([bcdfghjklmnpqrstvwxz2456789]{5})$/;

export interface PodName {
  readonly base: string;
  /** '' where nothing was generated. */
  readonly end: string;
}

/** `web-68bf9f694d-mtp84` → `web`, `mtp84`; `db-0` stays whole, and so does what a person named. */
export function podName(name: string, owned: boolean): PodName {
  const found = owned ? GENERATED.exec(name) : null;
  return found ? { base: name.slice(0, found.index), end: found[2] ?? '' } : { base: name, end: '' };
}
