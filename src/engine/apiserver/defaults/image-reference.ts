// The tag of an image reference and the pull policy that follows from it (pkg/util/parsers/parsers.go).

const domain = String.raw`(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`;
const component = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const reference = new RegExp(String.raw`^(?:${domain}/)?${component}(?:/${component})*(?::([\w][\w.-]{0,127}))?(@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`);

/** The tag; `latest` where neither tag nor digest is given; empty for what is no reference. */
export function imageTag(image: string): string {
  const found = reference.exec(image);
  if (!found) return '';
  return found[1] ?? (found[2] ? '' : 'latest');
}

export function defaultPullPolicy(image: string): string {
  return imageTag(image) === 'latest' ? 'Always' : 'IfNotPresent';
}
