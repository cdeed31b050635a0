// What fluent-bit is told: its classic configuration file, or options of the command line (fluent-bit src/config_format/flb_cf_fluentbit.c, src/fluent-bit.c).
export interface Section {
  readonly kind: string;
  /** Names in lower case. */
  readonly fields: (readonly [string, string])[];
}

export const field = ({ fields }: Section, name: string): string | undefined => fields.find(([key]) => key === name)?.[1];

/** `${NAME}` stands for the environment's. @throws nothing: what is no section and no field is passed over */
export function parseConfig(text: string, env: ReadonlyMap<string, string>): readonly Section[] {
  const sections: Section[] = [];
  for (const line of text.split('\n')) {
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#')) continue;
    const section = /^\[(\w+)\]$/.exec(bare);
    if (section) {
      sections.push({ kind: (section[1] as string).toLowerCase(), fields: [] });
      continue;
    }
    const m = /^(\S+)\s+(.*)$/.exec(bare);
    if (m) sections.at(-1)?.fields.push([(m[1] as string).toLowerCase(), (m[2] as string).replace(/\$\{([^}]+)\}/g, (_, name: string) => env.get(name) ?? '')]);
  }
  return sections;
}

const PLUGINS: Readonly<Record<string, string>> = { '-i': 'input', '--input': 'input', '-o': 'output', '--output': 'output', '-F': 'filter', '--filter': 'filter' };
const FIELDS: Readonly<Record<string, string>> = { '-m': 'match', '--match': 'match', '-t': 'tag', '--tag': 'tag' };

/** `-i tail -p path=/var/log/*.log -o stdout -m '*' -f 1`; `-c` names the file. */
export function parseOptions(args: readonly string[]): { readonly sections: readonly Section[]; readonly file: string | undefined } {
  const sections: Section[] = [];
  let file: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const [option, value] = [args[i] as string, args[i + 1]];
    if (value === undefined || !option.startsWith('-')) continue;
    const plugin = PLUGINS[option];
    const named = FIELDS[option];
    const at = value.indexOf('=');
    if (plugin) sections.push({ kind: plugin, fields: [['name', value]] });
    else if (named) sections.at(-1)?.fields.push([named, value]);
    else if ((option === '-p' || option === '--prop') && at > 0) sections.at(-1)?.fields.push([value.slice(0, at).toLowerCase(), value.slice(at + 1)]);
    else if (option === '-f' || option === '--flush') sections.push({ kind: 'service', fields: [['flush', value]] });
    else if (option === '-c' || option === '--config') file = value;
    i++;
  }
  return { sections, file };
}

/** A tag or path against a pattern in which only `*` means something. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === text;
  if (!text.startsWith(parts[0] as string)) return false;
  let at = (parts[0] as string).length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) as string;
  return text.length - at >= last.length && text.endsWith(last);
}
