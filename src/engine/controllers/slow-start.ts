// Tries one, then two, four … so that a refusal costs few requests (slowStartBatch in pkg/controller/replicaset/replica_set.go).
export interface Batch {
  readonly done: number;
  readonly error: unknown;
}

/** Stops after the first batch in which one failed; `error` is the first of that batch. */
export function slowStart(count: number, first: number, run: (index: number) => void): Batch {
  let done = 0;
  let begun = 0;
  for (let size = Math.min(count, first); size > 0; size = Math.min(2 * size, count - begun)) {
    let error: unknown;
    for (let i = 0; i < size; i++) {
      try {
        run(begun + i);
        done++;
      } catch (thrown) {
        error ??= thrown;
      }
    }
    begun += size;
    if (error !== undefined) return { done, error };
  }
  return { done, error: undefined };
}
