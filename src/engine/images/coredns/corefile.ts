// CoreDNS' Corefile: server blocks with their zones and plugins (coredns/caddy caddyfile/parse.go, core/dnsserver/zdirectives.go).
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly (readonly string[])[];
  readonly line: number;
}

export interface ServerBlock {
  /** Without the last dot; '' is the root. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly plugins: readonly Directive[];
}

export class CorefileError extends Error {
  override readonly name = 'CorefileError';
}

/** All plugins that a stock CoreDNS is built with; those that do something here are in `plugins.ts`. */
const known = new Set('root metadata geoip cancel tls quic timeouts multisocket reload nsid bufsize bind debug trace ready health pprof prometheus errors log dnstap local dns64 acl any chaos loadbalance tsig cache rewrite header dnssec autopath minimal template transfer hosts route53 azure clouddns k8s_external kubernetes file auto secondary etcd loop forward grpc erratic whoami on sign view nomad'.split(' '));

interface Word {
  readonly text: string;
  readonly line: number;
  /** The first of its line. */
  readonly first: boolean;
}

export function parseCorefile(text: string, path = 'Corefile'): readonly ServerBlock[] {
  const words = wordsOf(text);
  const blocks: ServerBlock[] = [];
  let at = 0;
  while (at < words.length) {
    const keys: string[] = [];
    while (at < words.length && (words[at] as Word).text !== '{') keys.push(...(words[at++] as Word).text.split(',').filter((key) => key !== ''));
    const open = words[at++];
    if (!open) throw new CorefileError(`${path}:${words.at(-1)?.line ?? 1} - Error during parsing: Unexpected EOF`);
    const plugins: Directive[] = [];
    while (at < words.length && (words[at] as Word).text !== '}') at = directive(words, at, path, plugins);
    if (at >= words.length) throw new CorefileError(`${path}:${words.at(-1)?.line ?? 1} - Error during parsing: Unexpected EOF, expected '}'`);
    at++;
    blocks.push({ ...zonesOf(keys), plugins });
  }
  return blocks;
}

function directive(words: readonly Word[], start: number, path: string, into: Directive[]): number {
  const head = words[start] as Word;
  if (!known.has(head.text)) throw new CorefileError(`${path}:${head.line} - Error during parsing: Unknown directive '${head.text}'`);
  let at = start + 1;
  const args: string[] = [];
  while (at < words.length && !(words[at] as Word).first && (words[at] as Word).text !== '{') args.push((words[at++] as Word).text);
  const block: string[][] = [];
  if ((words[at] as Word | undefined)?.text === '{' && !(words[at] as Word).first) {
    at++;
    while (at < words.length && (words[at] as Word).text !== '}') {
      const word = words[at++] as Word;
      if (word.first || block.length === 0) block.push([]);
      (block.at(-1) as string[]).push(word.text);
    }
    at++;
  }
  into.push({ name: head.text, args, block, line: head.line });
  return at;
}

function zonesOf(keys: readonly string[]): Pick<ServerBlock, 'zones' | 'port'> {
  const parts = keys.map((key) => /^(?:dns:\/\/)?([^:]*)(?::(\d+))?$/.exec(key));
  return { zones: parts.map((m) => (m?.[1] ?? '').replace(/\.$/, '').toLowerCase()), port: Number(parts[0]?.[2] ?? 53) };
}

function wordsOf(text: string): readonly Word[] {
  return text.split('\n').flatMap((line, index) => {
    const found = line.replace(/(^|\s)#.*/, '').match(/"[^"]*"|\{|\}|[^\s{}]+|[{}]/g) ?? [];
    return found.map((word, i): Word => ({ text: word.replace(/^"|"$/g, ''), line: index + 1, first: i === 0 }));
  });
}

/** The server block whose zone is the longest that a name is in. */
export function blockFor(blocks: readonly ServerBlock[], name: string): ServerBlock | undefined {
  let best: ServerBlock | undefined;
  let length = -1;
  for (const block of blocks) {
    for (const zone of block.zones) {
      if ((zone === '' || name === zone || name.endsWith(`.${zone}`)) && zone.length > length) [best, length] = [block, zone.length];
    }
  }
  return best;
}

export const pluginOf = (block: ServerBlock, name: string): Directive | undefined => block.plugins.find((plugin) => plugin.name === name);
