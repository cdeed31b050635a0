// Tests of OpenAPI definitions with descriptions.
import { describe, expect, it } from 'vitest';
import { definitionOf, REF_V3 } from './definitions.ts';

const texts = { texts: ['A port.', 'Its number.', 'How.', 'Where to.'], definitions: { 'io.k8s.api.core.v1.ServicePort': { '': 0, port: 1, protocol: 2, targetPort: 3 } } };

describe('an OpenAPI definition', () => {
  it('is described where texts are there', () => {
    expect(definitionOf('io.k8s.api.core.v1.ServicePort', REF_V3, texts)).toMatchObject({
      description: 'A port.',
      properties: {
        port: { description: 'Its number.', type: 'integer' },
        protocol: { description: 'How.\n\nPossible enum values:\n - `"SCTP"`\n - `"TCP"`\n - `"UDP"`', enum: ['SCTP', 'TCP', 'UDP'] },
        targetPort: { description: 'Where to.', allOf: [{ $ref: `${REF_V3}io.k8s.apimachinery.pkg.util.intstr.IntOrString` }] },
      },
    });
  });

  it('says nothing where they are not', () => {
    expect(JSON.stringify(definitionOf('io.k8s.api.core.v1.ServicePort', REF_V3))).not.toContain('description');
  });
});
