// The text of a description: lines at a level of indentation, tabs aligned at each flush (kubectl/pkg/describe PrefixWriter over Go's tabwriter).
import { Tabwriter } from '../printers/tabwriter.ts';

export class DescriptionWriter {
  private readonly tabs = new Tabwriter({ minWidth: 0, padding: 2 }, false);
  private text = '';
  private begun = '';
  private depth = 0;
  private readonly aligned: boolean;

  /** @param aligned false: tabs stay as they are (`rollout history --revision`) */
  constructor(aligned = true) {
    this.aligned = aligned;
  }

  /** `text` may hold tabs and several lines; the indent goes before the first. */
  line(level: number, text: string): void {
    this.put(level, `${text}\n`);
  }

  /** A piece of a line, which ends where the text has its end: each piece brings its indent along. */
  put(level: number, text: string): void {
    // What would act on a terminal is shown instead (cli-runtime/pkg/printers/terminal.go).
    this.begun += `${'  '.repeat(level + this.depth)}${text}`.replaceAll('\x1b', '^[').replaceAll('\r', '\\r');
    if (!this.begun.endsWith('\n')) return;
    if (this.aligned) this.tabs.write(this.begun);
    else this.text += this.begun;
    this.begun = '';
  }

  /** What is written in it stands so many levels deeper (NestedPrefixWriter). */
  nested(levels: number, write: () => void): void {
    this.depth += levels;
    write();
    this.depth -= levels;
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
