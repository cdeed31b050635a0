// A certificate for `serve`, made anew at each start and trusted by the kubeconfig that is written: kubectl sends tokens and impersonation over TLS alone (X.509 v3 in DER, RFC 5280).
import crypto from 'node:crypto';

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const [BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID, UTF8, UTC_TIME, SEQUENCE, SET] = [0x01, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x17, 0x30, 0x31];
const oids = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
} as const;
const DAY_MS = 86_400_000;

export function selfSigned(nowMs: number, days = 365): KeyPair {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der(SEQUENCE, oid('ecdsaWithSha256'));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid('commonName'), der(UTF8, Buffer.from('kubarium')))));
  const context = (n: number, ...parts: Buffer[]): Buffer => der(0xa0 + n, ...parts);
  const names = [der(0x82, Buffer.from('localhost')), der(0x82, Buffer.from('kubernetes')), der(0x87, Buffer.from([127, 0, 0, 1])), der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]))];
  const certificate = der(
    SEQUENCE,
    context(0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), crypto.randomBytes(15)])),
    algorithm,
    name,
    der(SEQUENCE, utcTime(nowMs - DAY_MS), utcTime(nowMs + days * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, der(SEQUENCE, extension('basicConstraints', der(SEQUENCE, der(BOOLEAN, Buffer.from([255])))), extension('subjectAltName', der(SEQUENCE, ...names)))),
  );
  const signature = crypto.sign('sha256', certificate, privateKey);
  const signed = der(SEQUENCE, certificate, algorithm, der(BIT_STRING, Buffer.from([0]), signature));
  const pem = (signed.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n` };
}

/** A value with its tag and length. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

const oid = (name: keyof typeof oids): Buffer => der(OID, Buffer.from(oids[name]));
const extension = (name: keyof typeof oids, value: Buffer): Buffer => der(SEQUENCE, oid(name), der(OCTET_STRING, value));
const utcTime = (ms: number): Buffer => der(UTC_TIME, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
