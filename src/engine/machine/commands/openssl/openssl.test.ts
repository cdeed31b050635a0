// openssl makes keys, requests and certificates that the real OpenSSL (Node's) reads, and says of them what it says.
import crypto from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyPairFault } from '../../../kube/key-pair.ts';
import { runShell, testMachine } from '../../testing-machine.ts';

const on = testMachine({}, {});
const run = (command: string) => runShell(command, on);
const file = (path: string): string => on.machine.files.read(path.startsWith('/') ? path : `/home/student/${path}`);

describe('certificates', () => {
  test('self-signed, with names: the file is a certificate for any reader', () => {
    const made = run('openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 365 -subj "/CN=web.example/O=devs" -addext "subjectAltName=DNS:web.example,DNS:*.web.example,IP:10.0.0.1"');
    expect(made.code).toBe(0);
    expect(made.stderr).toMatch(/\n-----\n$/);
    const real = new crypto.X509Certificate(file('tls.crt'));
    expect(real.subject).toBe('CN=web.example\nO=devs');
    expect(real.subjectAltName).toBe('DNS:web.example, DNS:*.web.example, IP Address:10.0.0.1');
    expect(real.ca).toBe(true);
    expect(real.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(Date.parse(real.validTo) - Date.parse(real.validFrom)).toBe(365 * 86_400_000);
    expect(run('openssl x509 -in tls.crt -noout -subject -issuer').stdout).toBe('subject=CN = web.example, O = devs\nissuer=CN = web.example, O = devs\n');
    expect(run('openssl x509 -in tls.crt -noout -fingerprint -sha256').stdout.trim()).toBe(`sha256 Fingerprint=${real.fingerprint256}`);
    expect(run('openssl x509 -noout -dates -in tls.crt').stdout).toBe('notBefore=Jan  2 03:04:05 2026 GMT\nnotAfter=Jan  2 03:04:05 2027 GMT\n');
    expect(run('openssl x509 -noout -ext subjectAltName -in tls.crt').stdout).toBe('X509v3 Subject Alternative Name: \n    DNS:web.example, DNS:*.web.example, IP Address:10.0.0.1\n');
    expect(run('openssl x509 -noout -checkend 60 -in tls.crt')).toEqual({ stdout: 'Certificate will not expire\n', stderr: '', code: 0 });
    expect(run('openssl x509 -noout -checkend 99999999 -in tls.crt')).toEqual({ stdout: 'Certificate will expire\n', stderr: '', code: 1 });
  });

  test('the key belongs to the certificate, another does not', () => {
    run('openssl genrsa -out other.key 2048');
    expect(file('other.key')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(keyPairFault(file('tls.crt'), file('tls.key'))).toBeUndefined();
    expect(keyPairFault(file('tls.crt'), file('other.key'))).toBe('tls: private key does not match public key');
    run('openssl ecparam -name prime256v1 -genkey -noout -out ec.key');
    expect(file('ec.key')).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(keyPairFault(file('tls.crt'), file('ec.key'))).toBe('tls: private key type does not match public key type');
    expect(keyPairFault(file('tls.crt'), file('tls.crt'))).toBe('tls: found a certificate rather than a key in the PEM for the private key');
    expect(run('test "$(openssl x509 -noout -modulus -in tls.crt)" = "$(openssl rsa -noout -modulus -in tls.key)" && echo same').stdout).toBe('same\n');
    expect(run('openssl rsa -in other.key -out old.key -traditional').stderr).toBe('writing RSA key\n');
    expect(file('old.key')).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(run('openssl pkey -in tls.key -pubout').stdout).toBe(run('openssl x509 -in tls.crt -noout -pubkey').stdout);
  });

  test('an authority signs a request; the chain is verified', () => {
    run('openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=my-ca');
    run('openssl req -new -newkey rsa:2048 -nodes -keyout srv.key -out srv.csr -subj /CN=srv -addext subjectAltName=DNS:srv.local');
    expect(run('openssl req -in srv.csr -noout -subject -verify')).toEqual({ stdout: 'subject=CN = srv\n', stderr: 'Certificate request self-signature verify OK\n', code: 0 });
    const signed = run('openssl x509 -req -in srv.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out srv.crt -days 90 -copy_extensions copy');
    expect(signed).toEqual({ stdout: '', stderr: 'Certificate request self-signature ok\nsubject=CN = srv\n', code: 0 });
    const real = new crypto.X509Certificate(file('srv.crt'));
    expect([real.subject, real.issuer, real.subjectAltName]).toEqual(['CN=srv', 'CN=my-ca', 'DNS:srv.local']);
    expect(real.checkIssued(new crypto.X509Certificate(file('ca.crt')))).toBe(true);
    expect(file('ca.srl').trim()).toBe(real.serialNumber);
    expect(run('openssl verify -CAfile ca.crt srv.crt')).toEqual({ stdout: 'srv.crt: OK\n', stderr: '', code: 0 });
    expect(run('openssl verify -CAfile tls.crt srv.crt')).toEqual({ stdout: '', stderr: 'CN = srv\nerror 20 at 0 depth lookup: unable to get local issuer certificate\nerror srv.crt: verification failed\n', code: 2 });
    expect(run('openssl x509 -req -in srv.csr -CA ca.crt -CAkey srv.key -out x').stderr).toContain('CA certificate and CA private key do not match');
  });

  test('subjects may be asked for; every key form is read by others', () => {
    const asked = runShell('openssl req -new -newkey rsa:2048 -nodes -keyout a.key -out a.csr', on, 60_000, 'KR\nSeoul\n\n\n\nasked.example\n\n');
    expect(asked.stderr).toContain('Country Name (2 letter code) [AU]:');
    expect(run('openssl req -noout -subject -in a.csr').stdout).toBe('subject=C = KR, ST = Seoul, O = Internet Widgits Pty Ltd, CN = asked.example\n');
    for (const algorithm of ['EC -pkeyopt ec_paramgen_curve:P-256', 'ed25519', 'RSA -pkeyopt rsa_keygen_bits:3072']) {
      expect(run(`openssl genpkey -algorithm ${algorithm} -out k.pem && openssl req -x509 -new -key k.pem -subj /CN=k -out k.crt`)).toEqual({ stdout: '', stderr: '', code: 0 });
      expect(new crypto.X509Certificate(file('k.crt')).subject).toBe('CN=k');
      expect(keyPairFault(file('k.crt'), file('k.pem'))).toBeUndefined();
    }
  });

  test('-text, line by line', () => {
    const lines = run('openssl x509 -noout -text -in srv.crt').stdout.split('\n');
    expect(lines.slice(0, 4)).toEqual(['Certificate:', '    Data:', '        Version: 3 (0x2)', '        Serial Number:']);
    expect(lines).toContain('        Issuer: CN = my-ca');
    expect(lines).toContain('            Not Before: Jan  2 03:04:05 2026 GMT');
    expect(lines).toContain('            Public Key Algorithm: rsaEncryption');
    expect(lines).toContain('                Public-Key: (2048 bit)');
    expect(lines).toContain('                DNS:srv.local');
  });
});

describe('the rest', () => {
  test('digests, base64, random bytes', () => {
    expect(run('printf hello | openssl dgst -sha256').stdout).toBe(`SHA2-256(stdin)= ${crypto.createHash('sha256').update('hello').digest('hex')}\n`);
    expect(run('printf hello | openssl dgst -sha256 -hmac key').stdout).toBe(`HMAC-SHA2-256(stdin)= ${crypto.createHmac('sha256', 'key').update('hello').digest('hex')}\n`);
    expect(run('printf hello | openssl base64').stdout).toBe('aGVsbG8=\n');
    expect(run('printf aGVsbG8= | openssl enc -base64 -d').stdout).toBe('hello');
    expect(run('openssl rand -hex 16').stdout).toMatch(/^[0-9a-f]{32}\n$/);
    expect(run('openssl rand -base64 24').stdout).toMatch(/^[A-Za-z0-9+/]{32}\n$/);
    expect(run('openssl version').stdout).toMatch(/^OpenSSL 3\.0\.\d+ /);
  });

  test('complaints', () => {
    expect(run('openssl nope')).toEqual({ stdout: '', stderr: 'Invalid command \'nope\'; type "help" for a list.\n', code: 1 });
    expect(run('openssl pkcs12 -export')).toEqual({ stdout: '', stderr: 'openssl: pkcs12 is not simulated in Kubarium\n', code: 1 });
    expect(run('openssl x509 -in /nope -noout').stderr).toBe('Could not open file or uri for loading certificate from /nope: No such file or directory\n');
    expect(run('openssl req -nonsense').stderr).toBe('req: Unknown option: -nonsense\nreq: Use -help for summary.\n');
    expect(run('openssl req -new -newkey rsa:2048 -subj CN=x -nodes -keyout k').stderr).toContain('subject name is expected to be in the format /type0=value0');
    expect(run('openssl s_client -connect 127.0.0.1:9 </dev/null').stderr).toContain('connect:errno=111');
    expect(run('openssl req -new -newkey rsa:2048 -subj /CN=x -keyout k').stderr).toContain('encrypted private keys are not simulated in Kubarium');
  });
});
