// Rules for names and keys with Kubernetes' own texts (apimachinery/pkg/util/validation and pkg/api/validate/content); each function gives what is wrong, nothing when all is well.
export type Problems = readonly string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const DNS1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const HEADER = '[-A-Za-z0-9]+';
const PERCENT = '[0-9]+%';

const labelText = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const subdomainText = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const dns1035Text = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const qualifiedText = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelValueText = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const wildcardText = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
const configKeyText = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const envNameText = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
const headerText = "a valid HTTP header must consist of alphanumeric characters or '-'";
const percentText = "a valid percent string must be a numeric string followed by an ending '%'";

const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`);
const patterns = { label: whole(LABEL), subdomain: whole(SUBDOMAIN), dns1035: whole(DNS1035), qualified: whole(QUALIFIED), labelValue: whole(LABEL_VALUE), wildcard: whole(WILDCARD), configKey: whole(CONFIG_KEY), envName: whole(ENV_NAME), header: whole(HEADER), percent: whole(PERCENT) };

export const emptyText = 'must be non-empty';
export const maxLengthText = (length: number): string => `must be no more than ${length} characters`;
const maxBytesText = (length: number): string => `must be no more than ${length} bytes`;
export const rangeText = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

/** A message with its pattern and examples, as validation.RegexError words it. */
export function regexText(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

export function dns1123Label(value: string): Problems {
  return problems(value.length > 63 && maxLengthText(63), !patterns.label.test(value) && (patterns.subdomain.test(value) ? 'must not contain dots' : regexText(labelText, LABEL, 'my-name', '123-abc')));
}

export function dns1123Subdomain(value: string): Problems {
  return problems(value.length > 253 && maxLengthText(253), !patterns.subdomain.test(value) && regexText(subdomainText, SUBDOMAIN, 'example.com'));
}

export function dns1035Label(value: string): Problems {
  return problems(value.length > 63 && maxLengthText(63), !patterns.dns1035.test(value) && regexText(dns1035Text, DNS1035, 'my-name', 'abc-123'));
}

export function wildcardDns1123Subdomain(value: string): Problems {
  return problems(value.length > 253 && maxLengthText(253), !patterns.wildcard.test(value) && regexText(wildcardText, WILDCARD, '*.example.com'));
}

/** `name` or `prefix/name`: label and annotation keys, taints, extended resources. */
export function qualifiedName(value: string): Problems {
  const parts = value.split('/');
  const found: string[] = [];
  if (parts.length > 2) return [`a qualified name ${regexText(qualifiedText, QUALIFIED, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === '') found.push(`prefix part ${emptyText}`);
    else for (const problem of dns1123Subdomain(prefix)) found.push(`prefix part ${problem}`);
  }
  if (name === '') found.push(`name part ${emptyText}`);
  else if (name.length > 63) found.push(`name part ${maxBytesText(63)}`);
  if (!patterns.qualified.test(name)) found.push(`name part ${regexText(qualifiedText, QUALIFIED, 'MyName', 'my.name', '123-abc')}`);
  return found;
}

export function labelValue(value: string): Problems {
  return problems(value.length > 63 && maxBytesText(63), !patterns.labelValue.test(value) && regexText(labelValueText, LABEL_VALUE, 'MyValue', 'my_value', '12345'));
}

/** A domain with at least three segments: finalizers, signer and class names. */
export function fullyQualifiedName(value: string): Problems {
  if (value === '') return ['Required value'];
  const bad = dns1123Subdomain(value);
  if (bad.length > 0) return bad;
  return problems(value.split('.').length < 3 && 'should be a domain with at least three segments separated by dots');
}

export function domainPrefixedPath(value: string): Problems {
  const at = value.indexOf('/');
  if (at <= 0 || at === value.length - 1) return ['must be a domain-prefixed path (such as "acme.io/foo")'];
  const host = dns1123Subdomain(value.slice(0, at));
  if (host.length > 0) return host;
  return problems(!/^(?:[A-Za-z0-9/\-._~%!$&'()*+,;=:]+)$/.test(value.slice(at + 1)) && regexText('Invalid path', "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+"));
}

export function configMapKey(value: string): Problems {
  return problems(value.length > 253 && maxLengthText(253), !patterns.configKey.test(value) && regexText(configKeyText, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'), ...dotNames(value));
}

export function envVarName(value: string): Problems {
  return problems(!patterns.envName.test(value) && regexText(envNameText, ENV_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1'), ...dotNames(value));
}

/** What Pods accept since 1.30. */
export function relaxedEnvVarName(value: string): Problems {
  return problems(value === '' && `environment variable name ${emptyText}`, value !== '' && !/^[\x20-\x3c\x3e-\x7e]+$/.test(value) && "a valid environment variable name must consist only of printable ASCII characters other than '='");
}

export function portName(value: string): Problems {
  return problems(
    value.length > 15 && maxLengthText(15),
    !/^[-a-z0-9]+$/.test(value) && 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    !/[a-z]/.test(value) && 'must contain at least one letter (a-z)',
    value.includes('--') && 'must not contain consecutive hyphens',
    value !== '' && (value.startsWith('-') || value.endsWith('-')) && 'must not begin or end with a hyphen',
  );
}

export function portNumber(value: number): Problems {
  return problems((value < 1 || value > 65535) && rangeText(1, 65535));
}

export function percent(value: string): Problems {
  return problems(!patterns.percent.test(value) && regexText(percentText, PERCENT, '1%', '93%'));
}

export function httpHeaderName(value: string): Problems {
  return problems(!patterns.header.test(value) && regexText(headerText, HEADER, 'X-Header-Name'));
}

/** A name that is used as a segment of a URL path (RBAC roles and bindings). */
export function pathSegmentName(value: string): Problems {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return problems(value.includes('/') && "may not contain '/'", value.includes('%') && "may not contain '%'");
}

function dotNames(value: string): (string | false)[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return [value.startsWith('..') && "must not start with '..'"];
}

const problems = (...found: readonly (string | false)[]): Problems => found.filter((text) => text !== false);
