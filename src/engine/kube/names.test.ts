// Rules for names, field selectors, Go's formats, numbers and percentages.
import { describe, expect, it } from 'vitest';
import { parseFieldSelector, matchesFields } from './fields.ts';
import { fieldErrorText, goQuote, goValue } from './go-format.ts';
import { compactJson } from './go-json.ts';
import { invalid } from './field-error.ts';
import { resolveFenceposts, scaledValue } from './int-or-string.ts';
import { configMapKey, dns1035Label, dns1123Label, dns1123Subdomain, labelValue, percent, portName, qualifiedName } from './names.ts';

describe('names', () => {
  it('says what is wrong in Kubernetes’ words', () => {
    expect(dns1123Subdomain('Bad_Name')).toEqual([
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ]);
    expect(dns1123Label('a.b')).toEqual(['must not contain dots']);
    expect(dns1035Label('1a')[0]).toMatch(/^a DNS-1035 label must consist of .* \(e\.g\. 'my-name', {2}or 'abc-123', regex used for validation is '\[a-z\]\(\[-a-z0-9\]\*\[a-z0-9\]\)\?'\)$/);
    expect(qualifiedName('/x')).toEqual(['prefix part must be non-empty']);
    expect(qualifiedName('a/b/c')[0]).toMatch(/^a qualified name must consist of .* with an optional DNS subdomain prefix and '\/' \(e\.g\. 'example\.com\/MyName'\)$/);
    expect(labelValue('x'.repeat(64))).toEqual(['must be no more than 63 bytes']);
    expect(portName('1')).toEqual(['must contain at least one letter (a-z)']);
    expect(configMapKey('..')).toEqual(["must not be '..'"]);
    expect(percent('1')[0]).toBe("a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
    for (const good of [dns1123Label('a-1'), dns1123Subdomain('a.b-c.d'), qualifiedName('example.com/My_Name'), labelValue(''), portName('http-1')]) expect(good).toEqual([]);
  });
});

describe('field selectors', () => {
  it('parses and matches', () => {
    const selector = parseFieldSelector('status.phase!=Running,spec.nodeName==n\\,1');
    expect(matchesFields(selector, { 'status.phase': 'Pending', 'spec.nodeName': 'n,1' })).toBe(true);
    expect(matchesFields(selector, { 'status.phase': 'Running', 'spec.nodeName': 'n,1' })).toBe(false);
    expect(() => parseFieldSelector('status.phase in (Running)')).toThrow("invalid selector: 'status.phase in (Running)'; can't understand 'status.phase in (Running)'");
  });
});

describe('Go’s formats', () => {
  it('prints as Go does', () => {
    expect(goQuote('a"b\n\u0001한\u200b')).toBe('"a\\"b\\n\\x01한\\u200b"');
    expect(goValue({ b: [1, 'x', null], a: { c: true } })).toBe('map[a:map[c:true] b:[1 x <nil>]]');
    expect(compactJson({ b: '<&>', a: 1 })).toBe('{"a":1,"b":"\\u003c\\u0026\\u003e"}');
    expect(fieldErrorText(invalid('spec.x', { a: 1 }, 'no'))).toBe('spec.x: Invalid value: {"a":1}: no');
  });
});

describe('numbers and percentages', () => {
  it('rounds surge up and unavailable down', () => {
    expect([scaledValue('25%', 10, 'up'), scaledValue('25%', 10, 'down'), scaledValue(3, 10, 'up'), scaledValue('x', 10, 'up')]).toEqual([3, 2, 3, undefined]);
    expect(resolveFenceposts('0%', '1%', 10)).toEqual({ surge: 0, unavailable: 1 });
  });
});
