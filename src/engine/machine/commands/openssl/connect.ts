// openssl s_client: opens a TLS connection, tells what the server showed, then carries lines both ways (apps/s_client.c).
import { certificatesIn } from '../../../kube/certificate.ts';
import { readPublicKey } from '../../../kube/private-key.ts';
import { type Fiber, firstOf } from '../../../sim/fiber.ts';
import { encodeCertificate } from '../../certificate-file.ts';
import { CommandFailure } from '../../command.ts';
import { connectFor, HttpError } from '../../http.ts';
import { NetError } from '../../net.ts';
import type { Process } from '../../process.ts';
import { nameText } from './names.ts';
import { readOptions } from './options.ts';
import { dateText } from './text.ts';

export function* sClient(process: Process, words: readonly string[]): Fiber<number> {
  const options = readOptions(process, {
    name: 's_client', flags: ['showcerts', 'brief', 'quiet', 'ign_eof', 'tls1_2', 'tls1_3', 'noservername'], values: ['connect', 'servername', 'CAfile', 'alpn', 'verify', 'host', 'port'], rest: 'host:port', absent: ['starttls', 'cert', 'key', 'proxy', 'dtls'],
  }, words);
  const target = options.get('connect') ?? options.rest[0] ?? `${options.get('host') ?? 'localhost'}:${options.get('port') ?? '4433'}`;
  const at = target.lastIndexOf(':');
  const [host, port] = at < 0 ? [target, 4433] : [target.slice(0, at), Number(target.slice(at + 1))];
  const name = options.get('servername') ?? host;
  try {
    const { connection, certificate } = yield* connectFor(process.net, { scheme: 'https', host: name, port, target: '/', user: undefined }, { insecure: true, connectTo: { host, port } });
    try {
      const text = certificate?.pem ?? (certificate ? encodeCertificate(certificate) : '');
      const trusted = options.get('CAfile') === undefined ? [] : certificatesIn(options.file(options.get('CAfile') as string, 'CA certificates'));
      if (!options.has('quiet')) yield* process.stdout.write(report(text, trusted.map(({ subject }) => nameText(subject)), process.clock.nowMs));
      // At the end of its input it hangs up, as the real one does.
      for (;;) {
        const got = yield* firstOf(process.stdin.readable, connection.reader.readable);
        if (got.index === 0) {
          const line = yield* process.stdin.read();
          if (line === undefined) break;
          yield* connection.writer.write(line.replace(/\r?\n/g, '\r\n'));
        } else {
          const answer = yield* connection.reader.read();
          if (answer === undefined) break;
          yield* process.stdout.write(answer);
        }
      }
      if (!options.has('quiet')) options.say('DONE\n');
      return 0;
    } finally {
      connection.close();
    }
  } catch (error) {
    if (error instanceof HttpError) {
      yield* process.stdout.write('CONNECTED(00000003)\n');
      throw new CommandFailure(`error:0A00010B:SSL routines:ssl3_get_record:${error.message}:../ssl/record/ssl3_record.c:354:\n---\nno peer certificate available\n---\nNo client certificate CA names sent\n---`);
    }
    if (!(error instanceof NetError)) throw error;
    if (error.errno === 'ENOTFOUND' || error.errno === 'EAI_AGAIN') throw new CommandFailure(`error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:Name or service not known\nconnect:errno=${error.errno === 'ENOTFOUND' ? 2 : 11}`);
    const [number, text] = error.errno === 'ECONNREFUSED' ? [111, 'Connection refused'] : error.errno === 'ETIMEDOUT' ? [110, 'Connection timed out'] : [113, 'No route to host'];
    throw new CommandFailure(`error:8000006F:system library:BIO_connect:${text}:../crypto/bio/bio_sock2.c:114:calling connect()\nerror:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:116:\nconnect:errno=${number}`);
  }
}

function report(text: string, trusted: readonly string[], nowMs: number): string {
  const chain = certificatesIn(text);
  const [own] = chain;
  if (!own) return 'CONNECTED(00000003)\n---\nno peer certificate available\n---\n';
  const last = chain.at(-1) ?? own;
  const self = nameText(own.subject) === nameText(own.issuer);
  const [code, verdict] = nowMs > own.notAfterMs ? [10, 'certificate has expired'] : trusted.includes(nameText(last.issuer)) ? [0, 'ok'] : self ? [18, 'self-signed certificate'] : [20, 'unable to get local issuer certificate'];
  const lines = chain.map((one, i) => {
    const key = readPublicKey(one.publicKey);
    const kind = key?.type === 'rsa' ? 'rsaEncryption' : key?.type === 'ed25519' ? 'ED25519' : 'id-ecPublicKey';
    return ` ${i} s:${nameText(one.subject)}\n   i:${nameText(one.issuer)}\n   a:PKEY: ${kind}, ${key?.bits ?? 0} (bit); sigalg: ${key?.type === 'rsa' ? 'RSA-SHA256' : 'ecdsa-with-SHA256'}\n   v:NotBefore: ${dateText(one.notBeforeMs)}; NotAfter: ${dateText(one.notAfterMs)}\n`;
  });
  const shown = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(text)?.[0] ?? '';
  return `CONNECTED(00000003)\n---\nCertificate chain\n${lines.join('')}---\nServer certificate\n${shown}\nsubject=${nameText(own.subject)}\nissuer=${nameText(own.issuer)}\n---\nNo client certificate CA names sent\n---\n${code === 0 ? 'Verification: OK' : `Verification error: ${verdict}`}\n---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\nCompression: NONE\nExpansion: NONE\nNo ALPN negotiated\nEarly data was not sent\nVerify return code: ${code} (${verdict})\n---\n`;
}
