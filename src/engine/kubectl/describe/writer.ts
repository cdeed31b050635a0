// The text of a description: lines at a level of indentation, tabs aligned at each flush (kubectl/pkg/describe PrefixWriter over Go's tabwriter).
import { Tabwriter } from '../printers/tabwriter.ts';

export class DescriptionWriter {
  private readonly tabs = new Tabwriter({ minWidth: 0, padding: 2 }, false);
  private text = '';

  /** `text` may hold tabs and several lines; the indent goes before the first. */
  line(level: number, text: string): void {
    this.tabs.write(`${'  '.repeat(level)}${text}\n`);
  }

  /** What follows is aligned on its own. */
  flush(): void {
    this.text += this.tabs.flush();
  }

  toString(): string {
    this.flush();
    return this.text;
  }
}
