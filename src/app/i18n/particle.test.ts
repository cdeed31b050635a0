// Korean particles after names as they occur in a cluster.
import { expect, test } from 'vitest';
import { particle } from './particle.ts';

test.each([
  ['node-1', 'node-1이'],
  ['node-2', 'node-2가'],
  ['파드', '파드가'],
  ['노드들', '노드들이'],
  ['web', 'web가'],
  ['tom', 'tom이'],
])('%s', (word, expected) => expect(particle(word, '이', '가')).toBe(expected));
