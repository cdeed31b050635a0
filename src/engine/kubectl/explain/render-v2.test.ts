// Tests of the older layout of explain, and of the paragraphs that it fills.
import { describe, expect, it } from 'vitest';
import { explainKindAsBefore } from './render-v2.ts';

const gvk = [{ group: 'apps', version: 'v1', kind: 'Thing' }];
const document = {
  components: {
    schemas: {
      'x.Thing': { description: 'Thing is a thing.', type: 'object', 'x-kubernetes-group-version-kind': gvk, properties: { spec: { description: 'What it should be.', allOf: [{ $ref: '#/components/schemas/x.ThingSpec' }] } } },
      'x.ThingSpec': {
        description: 'ThingSpec says it.', type: 'object', required: ['mode'],
        properties: { mode: { description: `${'How it is done, in words that fill more than one line of the eighty. '.repeat(2).trim()}\n- one\n- two`, type: 'string' }, parts: { type: 'array', items: { $ref: '#/components/schemas/x.ThingSpec' } }, tags: { type: 'object', additionalProperties: { type: 'string' } } },
      },
    },
  },
};
const explained = (fields: readonly string[], recursive = false): string => explainKindAsBefore({ document, group: 'apps', version: 'v1', kind: 'Thing', plural: 'things', fields, recursive });

describe('explain --output plaintext-openapiv2', () => {
  it('shows a field by its nature, with its own words and those of its type', () => {
    expect(explained(['spec'])).toBe(`KIND:     Thing\nVERSION:  apps/v1\n\nRESOURCE: spec <Object>\n\nDESCRIPTION:\n     What it should be.\n\n     ThingSpec says it.\n\nFIELDS:\n   mode\t<string> -required-\n     How it is done, in words that fill more than one line of the eighty. How it\n     is done, in words that fill more than one line of the eighty.\n     - one\n     - two\n\n   parts\t<[]Object>\n     ThingSpec says it.\n\n   tags\t<map[string]string>\n\n`);
  });

  it('shows a tree that does not go round in circles', () => {
    expect(explained([], true)).toBe('KIND:     Thing\nVERSION:  apps/v1\n\nDESCRIPTION:\n     Thing is a thing.\n\nFIELDS:\n   spec\t<Object>\n      mode\t<string>\n      parts\t<[]Object>\n      tags\t<map[string]string>\n');
  });

  it('stays at what has no fields, and says what is not there', () => {
    expect(explained(['spec', 'tags', 'x'])).toContain('FIELD:    x <map[string]string>\n');
    expect(() => explained(['spec', 'nosuch'])).toThrow('field "nosuch" does not exist');
  });
});
