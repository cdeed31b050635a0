// Extensions of certificates: from words such as `subjectAltName=DNS:web` and as text (crypto/x509/v3_*.c).
import { alternativeNames, type Extension, extensionIds, keyId, namesExtension } from '../../../kube/certificate.ts';
import { der, oid, oidText, partsOf, readDer, tags } from '../../../kube/der.ts';
import { CommandFailure } from '../../command.ts';

const usageBits: readonly (readonly [string, string])[] = [
  ['digitalSignature', 'Digital Signature'], ['nonRepudiation', 'Non Repudiation'], ['keyEncipherment', 'Key Encipherment'], ['dataEncipherment', 'Data Encipherment'], ['keyAgreement', 'Key Agreement'], ['keyCertSign', 'Certificate Sign'], ['cRLSign', 'CRL Sign'], ['encipherOnly', 'Encipher Only'],
];
const extended: readonly (readonly [string, string, string])[] = [
  ['serverAuth', '1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication'], ['clientAuth', '1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication'], ['codeSigning', '1.3.6.1.5.5.7.3.3', 'Code Signing'], ['emailProtection', '1.3.6.1.5.5.7.3.4', 'E-mail Protection'],
];
const titles: Readonly<Record<string, string>> = {
  [extensionIds.keyId]: 'X509v3 Subject Key Identifier', [extensionIds.usage]: 'X509v3 Key Usage', [extensionIds.names]: 'X509v3 Subject Alternative Name', [extensionIds.constraints]: 'X509v3 Basic Constraints', [extensionIds.authority]: 'X509v3 Authority Key Identifier', [extensionIds.extendedUsage]: 'X509v3 Extended Key Usage',
};

const bad = (text: string): CommandFailure => new CommandFailure(`Error adding extensions: invalid value of ${text}`);

/** `subjectAltName = DNS:a,DNS:b`; alternative names of a section (`@alt_names`) are found in `sections`. */
export function extensionOf(text: string, sections: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map()): Extension {
  const at = text.indexOf('=');
  const name = text.slice(0, at).trim();
  const words = text.slice(at + 1).split(',').map((word) => word.trim());
  const critical = words[0] === 'critical';
  const values = critical ? words.slice(1) : words;
  switch (name) {
    case 'subjectAltName': {
      const section = values[0]?.startsWith('@') ? (sections.get(values[0].slice(1)) ?? []).map(([key, value]) => `${key.replace(/\.\d+$/, '')}:${value}`) : values;
      const made = namesExtension(section);
      if (typeof made === 'string') throw bad(`subjectAltName: ${made}`);
      return made;
    }
    case 'basicConstraints': {
      const ca = values.some((value) => /^CA:TRUE$/i.test(value));
      const length = values.map((value) => /^pathlen:(\d+)$/.exec(value)?.[1]).find((value) => value !== undefined);
      return { id: extensionIds.constraints, critical, value: der(tags.sequence, ...(ca ? [der(tags.boolean, [255])] : []), ...(length === undefined ? [] : [der(tags.integer, [Number(length)])])) };
    }
    case 'keyUsage': {
      const bits = values.reduce((sum, value) => {
        const bit = usageBits.findIndex(([word]) => word === value);
        if (bit < 0) throw bad(`keyUsage: ${value}`);
        return sum | (0x80 >> bit);
      }, 0);
      return { id: extensionIds.usage, critical, value: der(tags.bitString, [0, bits]) };
    }
    case 'extendedKeyUsage': {
      const ids = values.map((value) => extended.find(([word]) => word === value)?.[1]);
      const unknown = ids.indexOf(undefined);
      if (unknown >= 0) throw bad(`extendedKeyUsage: ${values[unknown]}`);
      return { id: extensionIds.extendedUsage, critical, value: der(tags.sequence, ...(ids as string[]).map(oid)) };
    }
    default: throw new CommandFailure(`the extension ${name} is not simulated in Kubarium`);
  }
}

export const subjectKey = (publicKey: readonly number[]): Extension => ({ id: extensionIds.keyId, critical: false, value: der(tags.octetString, keyId(publicKey)) });
export const authorityKey = (publicKey: readonly number[]): Extension => ({ id: extensionIds.authority, critical: false, value: der(tags.sequence, der(0x80, keyId(publicKey))) });

const colons = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');

function valueText(extension: Extension): string {
  const { id, value } = extension;
  const [node] = readDer(value) ?? [];
  const parts = partsOf(node);
  if (id === extensionIds.names) return alternativeNames({ extensions: [extension] }).join(', ');
  if (id === extensionIds.keyId) return colons(node?.content ?? []);
  if (id === extensionIds.authority) return colons(parts.find(({ tag }) => tag === 0x80)?.content ?? []);
  if (id === extensionIds.constraints) {
    const length = parts.find(({ tag }) => tag === tags.integer)?.content[0];
    return `CA:${parts[0]?.tag === tags.boolean && parts[0].content[0] ? 'TRUE' : 'FALSE'}${length === undefined ? '' : `, pathlen:${length}`}`;
  }
  if (id === extensionIds.usage) return usageBits.filter((_, bit) => ((node?.content[1] ?? 0) << bit) & 0x80).map(([, text]) => text).join(', ');
  if (id === extensionIds.extendedUsage) return parts.map((part) => extended.find(([, found]) => found === oidText(part))?.[2] ?? oidText(part)).join(', ');
  return colons(value);
}

/** As `-text` shows them. */
export function extensionsText(extensions: readonly Extension[], indent: string): string {
  return extensions.map((extension) => `${indent}${titles[extension.id] ?? extension.id}: ${extension.critical ? 'critical' : ''}\n${indent}    ${valueText(extension)}\n`).join('');
}

/** An OpenSSL configuration or extension file: its sections. */
export function readSections(text: string): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const sections = new Map<string, (readonly [string, string])[]>([['default', []]]);
  let name = 'default';
  for (const line of text.split('\n').map((raw) => raw.replace(/#.*/, '').trim())) {
    const header = /^\[\s*([^\]]+?)\s*\]$/.exec(line);
    if (header) {
      name = header[1] as string;
      if (!sections.has(name)) sections.set(name, []);
    } else if (line.includes('=')) sections.get(name)?.push([line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]);
  }
  return sections;
}

/** The extensions that a section lists; identifiers of keys are added by who makes the certificate. */
export function sectionExtensions(sections: ReadonlyMap<string, readonly (readonly [string, string])[]>, name: string): readonly Extension[] {
  return (sections.get(name) ?? []).filter(([key]) => !/^(subject|authority)KeyIdentifier$/.test(key)).map(([key, value]) => extensionOf(`${key}=${value}`, sections));
}
