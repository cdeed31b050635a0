// The Status that says only that it was done.
import type { Answer } from '../handlers/answer.ts';

export function success(code: number): Answer {
  return { code, value: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code } };
}
