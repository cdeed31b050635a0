// Our own bugs: an assertion that fails stops the engine; whoever runs it adds the seed and the log.
export class Bug extends Error {
  override readonly name = 'Bug';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

export function unreachable(value: never, message = 'unreachable'): never {
  throw new Bug(`${message}: ${String(value)}`);
}
