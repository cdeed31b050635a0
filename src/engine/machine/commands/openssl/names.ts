// Distinguished names as openssl reads and writes them, and the attributes that it asks for (crypto/x509/x_name.c, apps/req.c).
import { CommandFailure } from '../../command.ts';
import type { Name, NamePart } from '../../../kube/certificate.ts';

const attributes: Readonly<Record<string, string>> = {
  C: '2.5.4.6', ST: '2.5.4.8', L: '2.5.4.7', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3', emailAddress: '1.2.840.113549.1.9.1', serialNumber: '2.5.4.5', SN: '2.5.4.4', GN: '2.5.4.42', DC: '0.9.2342.19200300.100.1.25', UID: '0.9.2342.19200300.100.1.1',
  countryName: '2.5.4.6', stateOrProvinceName: '2.5.4.8', localityName: '2.5.4.7', organizationName: '2.5.4.10', organizationalUnitName: '2.5.4.11', commonName: '2.5.4.3',
};
const short = (id: string): string => Object.entries(attributes).find(([, found]) => found === id)?.[0] ?? id;

/** `/C=KR/O=devs/CN=web`; a backslash keeps a slash. */
export function parseName(text: string): Name {
  if (!text.startsWith('/')) throw new CommandFailure(`req: subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'`);
  const parts: NamePart[] = [];
  for (const part of text.slice(1).match(/(?:\\.|[^/\\])+/gs) ?? []) {
    const at = part.indexOf('=');
    if (at < 0) throw new CommandFailure(`req: Hit end of string before finding the '='`);
    const id = Object.hasOwn(attributes, part.slice(0, at)) ? attributes[part.slice(0, at)] : undefined;
    const value = part.slice(at + 1).replace(/\\(.)/gs, '$1');
    // The real one passes over what it does not know, and over empty values, with a word of warning.
    if (id !== undefined && value !== '') parts.push([id, value]);
  }
  return parts;
}

/** `C = KR, O = devs, CN = web` */
export const nameText = (name: Name): string => name.map(([id, value]) => `${short(id)} = ${/[,+"\\<>;]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value}`).join(', ');

/** `CN=web,O=devs,C=KR` */
export const rfc2253 = (name: Name): string => [...name].reverse().map(([id, value]) => `${short(id)}=${value.replace(/[,+"\\<>;]/g, '\\$&')}`).join(',');

/** What `req` asks where no subject is given: question, its default, the attribute. */
export const questions: readonly (readonly [string, string, string])[] = [
  ['Country Name (2 letter code)', 'AU', 'C'], ['State or Province Name (full name)', 'Some-State', 'ST'], ['Locality Name (eg, city)', '', 'L'], ['Organization Name (eg, company)', 'Internet Widgits Pty Ltd', 'O'],
  ['Organizational Unit Name (eg, section)', '', 'OU'], ['Common Name (e.g. server FQDN or YOUR name)', '', 'CN'], ['Email Address', '', 'emailAddress'],
];
export const attributeId = (name: string): string => attributes[name] ?? name;
