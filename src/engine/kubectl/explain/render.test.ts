// Tests of explain on a small document: heads, enums, references, wrapped texts.
import { describe, expect, it } from 'vitest';
import { explainKind, type Question } from './render.ts';
import { wordWrap } from './word-wrap.ts';

const gvk = [{ group: 'apps', version: 'v1', kind: 'Thing' }];
const document = {
  components: {
    schemas: {
      'x.Thing': { description: 'Thing is a thing.', type: 'object', properties: { spec: { description: 'What it should be.', allOf: [{ $ref: '#/components/schemas/x.ThingSpec' }] } }, 'x-kubernetes-group-version-kind': gvk },
      'x.ThingSpec': {
        description: 'ThingSpec says it.', type: 'object', required: ['mode'],
        properties: { mode: { description: 'How.', type: 'string', enum: ['A', 'B', 'C', 'D', 'E'] }, parts: { type: 'array', items: { $ref: '#/components/schemas/x.ThingSpec' } }, since: { $ref: '#/components/schemas/x.Time' }, tags: { type: 'object', additionalProperties: { type: 'string' } } },
      },
      'x.Time': { type: 'string', format: 'date-time' },
    },
  },
};

function explained(fields: readonly string[], more: Partial<Question> = {}): string {
  let text = '';
  explainKind({ document, group: 'apps', version: 'v1', kind: 'Thing', plural: 'things', fields, recursive: false, ...more }, (part) => (text += part));
  return text;
}

describe('explain', () => {
  it('shows a field with its own words and those of its type, then what is in it', () => {
    expect(explained(['spec'])).toBe(
      'GROUP:      apps\nKIND:       Thing\nVERSION:    v1\n\nFIELD: spec <ThingSpec>\n\n\nDESCRIPTION:\n    What it should be.\n    ThingSpec says it.\n    \nFIELDS:\n'
      + '  mode\t<string> -required-\n  enum: A, B, C, D, ....\n    How.\n\n  parts\t<[]ThingSpec>\n    <no description>\n\n  since\t<string>\n    <no description>\n\n  tags\t<map[string]string>\n    <no description>\n\n\n',
    );
  });

  it('lists all values of an enum on its own page', () => {
    expect(explained(['spec', 'mode'])).toContain('FIELD: mode <string>\nENUM:\n    A\n    B\n    C\n    D\n    E\n\nDESCRIPTION:\n    How.\n    \n\n');
  });

  it('goes down recursively, but not round in circles', () => {
    expect(explained([], { recursive: true })).toContain('FIELDS:\n  spec\t<ThingSpec>\n    mode\t<string> -required-\n    enum: A, B, C, D, ....\n    parts\t<[]ThingSpec>\n    since\t<string>\n    tags\t<map[string]string>\n\n');
  });

  it('names the last field of a path that leads nowhere', () => {
    expect(() => explained(['nosuch', 'deeper'])).toThrow('field "deeper" does not exist');
  });

  it('wraps words, keeps double spaces and words that are too long', () => {
    expect(wordWrap('aa bb  cc dddddddddddd e', 6)).toBe('aa bb\ncc\ndddddddddddd\ne');
    expect(wordWrap('a\n\n b', 5)).toBe('a\n\n b');
  });
});
