// How awk leaves what it is doing: next, exit, return, break, continue.
import type { Value } from './values.ts';

export class NextRecord extends Error {
  readonly file: boolean;
  constructor(file: boolean) {
    super('next');
    this.file = file;
  }
}
export class ExitProgram extends Error {}
export class ReturnValue extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super('return');
    this.value = value;
  }
}
export class LoopControl extends Error {
  readonly again: boolean;
  constructor(again: boolean) {
    super('loop');
    this.again = again;
  }
}
