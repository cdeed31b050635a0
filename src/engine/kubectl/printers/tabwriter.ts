// Aligns columns as Go's text/tabwriter does with kubectl's settings, remembering widths across flushes (liggitt/tabwriter).
export interface TabwriterOptions {
  readonly minWidth: number;
  readonly padding: number;
}

const KUBECTL: TabwriterOptions = { minWidth: 6, padding: 3 };

export class Tabwriter {
  private lines: string[][] = [];
  private readonly remembered: number[] = [];
  private readonly options: TabwriterOptions;
  private readonly remember: boolean;

  constructor(options: TabwriterOptions = KUBECTL, remember = true) {
    this.options = options;
    this.remember = remember;
  }

  /** One line; its last cell is not part of a column. */
  line(cells: readonly string[]): void {
    this.lines.push([...cells]);
  }

  /** Text with \t between cells and \n after lines. */
  write(text: string): void {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const line of lines) this.lines.push(line.split('\t'));
  }

  /** What was written, aligned. */
  flush(): string {
    const out: string[] = [];
    this.format(0, this.lines.length, [], out);
    this.lines = [];
    return out.join('');
  }

  private format(from: number, to: number, widths: number[], out: string[]): void {
    const column = widths.length;
    let printed = from;
    for (let at = from; at < to; at++) {
      if (column >= (this.lines[at] as string[]).length - 1) continue;
      this.print(printed, at, widths, out);
      printed = at;
      let width = this.options.minWidth;
      let end = at;
      for (; end < to; end++) {
        const line = this.lines[end] as string[];
        if (column >= line.length - 1) break;
        width = Math.max(width, lengthOf(line[column] as string) + this.options.padding);
      }
      if (this.remember) {
        width = Math.max(width, this.remembered[column] ?? 0);
        this.remembered[column] = width;
      }
      widths.push(width);
      this.format(at, end, widths, out);
      widths.pop();
      printed = end;
      at = end - 1;
    }
    this.print(printed, to, widths, out);
  }

  private print(from: number, to: number, widths: readonly number[], out: string[]): void {
    for (let at = from; at < to; at++) {
      const line = this.lines[at] as string[];
      for (const [column, cell] of line.entries()) {
        const width = column < line.length - 1 ? (widths[column] ?? 0) : 0;
        out.push(cell, ' '.repeat(Math.max(0, width - lengthOf(cell))));
      }
      out.push('\n');
    }
  }
}

const lengthOf = (text: string): number => (/^[\u0020-\u007E]*$/.test(text) ? text.length : [...text].length);

/** Lines of cells, aligned in one go. */
export function align(lines: readonly (readonly string[])[], options?: TabwriterOptions): string {
  const writer = new Tabwriter(options, false);
  for (const line of lines) writer.line(line);
  return writer.flush();
}
