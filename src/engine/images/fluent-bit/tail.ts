// fluent-bit's input tail: follows the files that its paths name, also those that come later (fluent-bit plugins/in_tail).
import { FileError, type FileSystem } from '../../machine/files.ts';
import { field, matches, type Section } from './config.ts';

export type LogRecord = readonly (readonly [string, string])[];
export type Emit = (tag: string, record: LogRecord) => void;

const CRI = /^(\S+) (stdout|stderr) ([FP]) (.*)$/s;

export class Tail {
  private readonly files: FileSystem;
  private readonly section: Section;
  private readonly emit: Emit;
  private readonly instance: string;
  /** How much of each file was read, in UTF-16 units. */
  private readonly seen = new Map<string, number>();
  /** Parts of lines that the runtime cut. */
  private readonly parts = new Map<string, string>();

  constructor(files: FileSystem, section: Section, instance: string, emit: Emit) {
    this.files = files;
    this.section = section;
    this.instance = instance;
    this.emit = emit;
  }

  /** Looks for files that were not there; those of the beginning are read from their end unless it says otherwise. @returns the new ones */
  scan(beginning: boolean): readonly string[] {
    const fromHead = !beginning || /^(true|on|yes|1)$/i.test(field(this.section, 'read_from_head') ?? '');
    const excluded = (field(this.section, 'exclude_path') ?? '').split(',').map((part) => part.trim());
    const fresh: string[] = [];
    for (const pattern of (field(this.section, 'path') ?? '').split(',').map((part) => part.trim()).filter(Boolean)) {
      for (const path of this.expand(pattern)) {
        if (this.seen.has(path) || excluded.some((pattern_) => matches(pattern_, path))) continue;
        this.seen.set(path, fromHead ? 0 : (this.text(path) ?? '').length);
        fresh.push(path);
      }
    }
    return fresh;
  }

  /** Whole lines that were added since. A file that has become shorter was rotated and is read from its start; one that is gone is forgotten. */
  collect(): void {
    for (const [path, before] of this.seen) {
      const text = this.text(path);
      if (text === undefined) {
        this.seen.delete(path);
        continue;
      }
      let at = text.length < before ? 0 : before;
      for (let end = text.indexOf('\n', at); end >= 0; end = text.indexOf('\n', at)) {
        this.line(path, text.slice(at, end));
        at = end + 1;
      }
      this.seen.set(path, at);
    }
  }

  private line(path: string, text: string): void {
    const record: (readonly [string, string])[] = [];
    const key = field(this.section, 'path_key');
    if (key) record.push([key, path]);
    const parser = (field(this.section, 'multiline.parser') ?? '').split(',').map((part) => part.trim()).includes('cri') ? 'multiline' : field(this.section, 'parser')?.toLowerCase() === 'cri' ? 'cri' : '';
    const m = parser === '' ? null : CRI.exec(text);
    if (!m) record.push([field(this.section, 'key') ?? 'log', text]);
    else {
      const [, time, stream, part, log] = m as unknown as readonly [string, string, string, string, string];
      const whole = (this.parts.get(path) ?? '') + log;
      if (parser === 'multiline' && part === 'P') return void this.parts.set(path, whole);
      this.parts.delete(path);
      if (parser === 'multiline') record.push(['time', time], ['stream', stream], ['_p', part], ['log', whole]);
      else record.push(['stream', stream], ['logtag', part], ['message', log]);
    }
    this.emit((field(this.section, 'tag') ?? this.instance).replace('*', path.slice(1).replaceAll('/', '.')), record);
  }

  private text(path: string): string | undefined {
    try {
      return this.files.read(path);
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  private expand(pattern: string): readonly string[] {
    let found: string[] = [''];
    for (const part of pattern.split('/').filter(Boolean)) {
      found = found.flatMap((above) => (part.includes('*') ? this.names(above === '' ? '/' : above).filter((name) => matches(part, name)) : [part]).map((name) => `${above}/${name}`));
    }
    return found.filter((path) => this.files.exists(path) && this.files.stat(path).type === 'file');
  }

  private names(path: string): readonly string[] {
    try {
      return this.files.list(path);
    } catch (error) {
      if (error instanceof FileError) return [];
      throw error;
    }
  }
}
