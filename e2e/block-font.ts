// A font in which every letter is a block, made here byte by byte: with it a page is laid out and drawn alike on every machine, whatever fonts that has.
// TrueType, with the fewest tables that browsers accept; all characters share three glyphs (cmap format 13).

type Bytes = readonly number[];
const u16 = (...values: readonly number[]): Bytes => values.flatMap((value) => [(value >> 8) & 255, value & 255]);
const u32 = (...values: readonly number[]): Bytes => values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

const EM = 1000;
const ASCENT = 900;
const DESCENT = -250;
/** Advance widths: nothing known, a blank, a letter, a letter of East Asia. */
const ADVANCES = [560, 280, 560, 920];
const [BLANK, LETTER, WIDE] = [1, 2, 3];
/** First and last character, and their glyph. */
const RANGES = [[0x20, 0x20, BLANK], [0x21, 0x7e, LETTER], [0xa0, 0xa0, BLANK], [0xa1, 0x10ff, LETTER], [0x1100, 0x11ff, WIDE], [0x1200, 0x2dff, LETTER], [0x2e80, 0x9fff, WIDE], [0xac00, 0xd7a3, WIDE], [0xf900, 0xffdc, WIDE]] as const;

/** A block from the baseline up, with a little air at its sides. */
function block(advance: number): Bytes {
  const [left, right, top] = [50, advance - 50, 700];
  const points = u16(0, top, 0, -top);
  const across = u16(left, 0, right - left, 0);
  return [...u16(1, left, 0, right, top, 3, 0), 1, 1, 1, 1, ...across, ...points];
}

function table(tag: string): Bytes {
  switch (tag) {
    case 'OS/2':
      return [...u16(4, 500, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 300, 0), ...Array<number>(10).fill(0), ...u32(0, 0, 0, 0), ...Buffer.from('NONE'), ...u16(64, 0x20, 0xffdc, ASCENT, DESCENT, 0, ASCENT, -DESCENT), ...u32(1, 0), ...u16(500, 700, 0, 0x20, 1)];
    case 'cmap': {
      const groups = RANGES.flatMap(([from, to, glyph]) => u32(from, to, glyph));
      return [...u16(0, 1, 3, 10), ...u32(12), ...u16(13, 0), ...u32(16 + groups.length, 0, RANGES.length), ...groups];
    }
    case 'glyf':
      return glyphs.flat();
    case 'head':
      return [...u32(0x10000, 0x10000, 0, 0x5f0f3cf5), ...u16(3, EM), ...u32(0, 0, 0, 0), ...u16(0, DESCENT, EM, ASCENT, 0, 8, 2, 1, 0)];
    case 'hhea':
      return [...u32(0x10000), ...u16(ASCENT, DESCENT, 0, Math.max(...ADVANCES), 0, 0, EM, 1, 0, 0, 0, 0, 0, 0, 0, ADVANCES.length)];
    case 'hmtx':
      return ADVANCES.flatMap((advance, i) => u16(advance, i === BLANK ? 0 : 50));
    case 'loca':
      return u32(...glyphs.reduce<number[]>((offsets, glyph) => [...offsets, (offsets.at(-1) ?? 0) + glyph.length], [0]));
    case 'maxp':
      return [...u32(0x10000), ...u16(ADVANCES.length, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)];
    case 'name': {
      const name = [...Buffer.from('Blocks', 'utf16le').swap16()];
      const ids = [1, 2, 4, 6];
      return [...u16(0, ids.length, 6 + 12 * ids.length), ...ids.flatMap((id) => u16(3, 1, 0x409, id, name.length, 0)), ...name];
    }
    default:
      return [...u32(0x30000, 0), ...u16(-100, 50), ...u32(1, 0, 0, 0, 0)];
  }
}

const padded = (bytes: Bytes): Bytes => [...bytes, ...Array<number>((4 - (bytes.length % 4)) % 4).fill(0)];
const glyphs = ADVANCES.map((advance, i) => (i === BLANK ? [] : padded(block(advance))));

function checksum(bytes: Bytes): number {
  const all = Buffer.from(padded(bytes));
  let sum = 0;
  for (let at = 0; at < all.length; at += 4) sum = (sum + all.readUInt32BE(at)) >>> 0;
  return sum;
}

/** The font as a file. */
export function blockFont(): Buffer {
  const tables = ['OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name', 'post'].map((tag) => ({ tag, bytes: table(tag) }));
  const power = Math.floor(Math.log2(tables.length));
  const search = 16 * 2 ** power;
  const head = [...u32(0x10000), ...u16(tables.length, search, power, tables.length * 16 - search)];
  let offset = head.length + 16 * tables.length;
  const entries: number[] = [];
  const body: number[] = [];
  for (const { tag, bytes } of tables) {
    entries.push(...Buffer.from(tag), ...u32(checksum(bytes), offset, bytes.length));
    body.push(...padded(bytes));
    offset += padded(bytes).length;
  }
  const font = Buffer.from([...head, ...entries, ...body]);
  // The adjustment that makes the whole add up to what the format asks for; in `head`, 8 bytes from its start.
  const at = font.readUInt32BE(head.length + 16 * tables.findIndex(({ tag }) => tag === 'head') + 8) + 8;
  font.writeUInt32BE((0xb1b0afba - checksum([...font])) >>> 0, at);
  return font;
}
