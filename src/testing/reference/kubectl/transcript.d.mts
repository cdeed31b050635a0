// Types of the recorded tools, for the tests that drive them in process.
export interface Step {
  readonly command: string;
  readonly compare: boolean;
  readonly notes: readonly string[];
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly code: number;
  readonly file?: undefined;
}
export interface EmbeddedFile {
  readonly file: string;
  readonly text: string;
  readonly command?: undefined;
}
export interface Transcript {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly items: readonly (Step | EmbeddedFile)[];
}
export function parse(text: string, name?: string): Transcript;
export function print(transcript: Transcript): string;
export function toLines(text: string): string[];
