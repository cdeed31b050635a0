// Reads the protobuf field numbers of Kubernetes' API types out of a kubectl binary (its Go code embeds gzipped descriptors):
// node scripts/generate/protobuf.mjs /path/to/kubectl. Writes src/node/protobuf-facts.generated.json and the order of fields that schema.mjs reads.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const binary = fs.readFileSync(fs.realpathSync(process.argv[2] ?? '/usr/bin/kubectl'));
const served = /^k8s\.io\.(api\.[a-z]+\.v1|api\.autoscaling\.v2|apimachinery\.pkg\.(apis\.meta\.v1|api\.resource|runtime|util\.intstr))\.[A-Z]/;
const types = { 1: 'double', 3: 'int', 5: 'int', 8: 'bool', 9: 'string', 11: 'message', 12: 'bytes', 13: 'int', 4: 'int' };

function* fields(bytes) {
  for (let at = 0; at < bytes.length; ) {
    const varint = () => {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = bytes[at++];
        value |= BigInt(byte & 127) << shift;
        if (byte < 128) return Number(value);
      }
    };
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) yield [tag >> 3, varint()];
    else if (wire === 2) {
      const length = varint();
      yield [tag >> 3, bytes.subarray(at, (at += length))];
    } else at += wire === 5 ? 4 : 8;
  }
}
const first = (bytes, number) => [...fields(bytes)].find(([n]) => n === number)?.[1];
const text = (bytes) => bytes?.toString('utf8');

/** { message: { number: [name, type, repeated, message type] } } */
const messages = {};
/** { message: [name, or `name:message` of a single message] }: as declared, which is the order of the Go struct that it was made from. */
const orders = {};
function addMessage(scope, bytes) {
  const name = `${scope}.${text(first(bytes, 1))}`;
  const found = {};
  for (const [number, value] of fields(bytes)) {
    if (number === 3) addMessage(name, value);
    if (number !== 2) continue;
    const type = types[first(value, 5)] ?? 'string';
    const repeated = first(value, 4) === 3;
    const of = text(first(value, 6))?.slice(1);
    found[first(value, 3)] = [text(first(value, 1)), type, ...(repeated || of ? [repeated ? 1 : 0] : []), ...(of ? [of] : [])];
  }
  messages[name] = found;
  const declared = [...fields(bytes)].filter(([number]) => number === 2).map(([, value]) => found[first(value, 3)]);
  orders[name] = declared.map(([field, , repeated, of]) => (repeated === 0 && of ? `${field}:${of}` : field));
}

for (let at = binary.indexOf(Buffer.from([0x1f, 0x8b, 8])); at >= 0; at = binary.indexOf(Buffer.from([0x1f, 0x8b, 8]), at + 3)) {
  let file;
  try {
    file = zlib.gunzipSync(binary.subarray(at, at + 400_000), { finishFlush: zlib.constants.Z_SYNC_FLUSH });
    if (!/^k8s\.io\/.*\.proto$/.test(text(first(file, 1)) ?? '')) continue;
  } catch {
    continue;
  }
  const scope = text(first(file, 2));
  for (const [number, value] of fields(file)) if (number === 4) addMessage(scope, value);
}
const kept = Object.fromEntries(Object.entries(messages).filter(([name]) => served.test(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync(path.join(import.meta.dirname, '../../src/node/protobuf-facts.generated.json'), JSON.stringify(kept));
const typed = Object.keys(orders).filter((name) => /^k8s\.io\.(api|apimachinery|apiextensions-apiserver)\./.test(name) && !/\.[A-Z]\w*\.[A-Z]\w*Entry$/.test(name)).sort();
fs.writeFileSync(path.join(import.meta.dirname, 'recorded/field-order.json'), `{\n${typed.map((name) => `${JSON.stringify(name)}: ${JSON.stringify(orders[name])}`).join(',\n')}\n}\n`);
console.log(`${Object.keys(kept).length} messages, ${typed.length} orders`);
