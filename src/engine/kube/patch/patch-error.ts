// A patch that cannot be applied, in the words of the library that refuses it.
export class PatchError extends Error {
  override readonly name = 'PatchError';
}
