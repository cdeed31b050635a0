// The text of a description: lines at a level of indentation, tabs aligned at each flush (kubectl/pkg/describe PrefixWriter over Go's tabwriter).
import { Tabwriter } from '../printers/tabwriter.ts';

export class DescriptionWriter {
  private readonly tabs = new Tabwriter({ minWidth: 0, padding: 2 }, false);
  private text = '';
  private readonly aligned: boolean;

  /** @param aligned false: tabs stay as they are (`rollout history --revision`) */
  constructor(aligned = true) {
    this.aligned = aligned;
  }

  /** `text` may hold tabs and several lines; the indent goes before the first. */
  line(level: number, text: string): void {
    const line = `${'  '.repeat(level)}${text}\n`;
    if (this.aligned) this.tabs.write(line);
    else this.text += line;
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
