// kubectl's JSONPath: what the recorded transcripts get/jsonpath and get/jsonpath-lists show, and the parser's faults.
import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { JsonPath, relaxed } from './evaluate.ts';
import { JsonPathError } from './parse.ts';

const pod: Json = {
  kind: 'Pod',
  metadata: { name: 'jp', labels: { app: 'web', 'app.kubernetes.io/name': 'jp-app' }, annotations: { 'example.com/note': 'hello' } },
  spec: {
    containers: [
      { name: 'one', image: 'nginx:1.25', ports: [{ name: 'http', containerPort: 80 }, { name: 'tls', containerPort: 443 }], env: [{ name: 'A', value: '1' }] },
      { name: 'two', image: 'busybox' },
    ],
  },
};
const print = (template: string, data: Json = pod): string => new JsonPath(template).print(data);

test.each([
  ['{.metadata.name}{"\\n"}', 'jp\n'],
  ['{.spec.containers[*].name}', 'one two'],
  ['{.spec.containers[0].ports[*].containerPort}', '80 443'],
  ['{range .spec.containers[*]}{.name}{"\\t"}{.image}{"\\n"}{end}', 'one\tnginx:1.25\ntwo\tbusybox\n'],
  ['{.spec.containers[?(@.name=="two")].image}', 'busybox'],
  ['{.spec.containers[0].ports[?(@.containerPort>100)].name}', 'tls'],
  ['{.metadata.labels.app\\.kubernetes\\.io/name}', 'jp-app'],
  ["{.metadata.annotations['example\\.com/note']}{'\\n'}", 'hello\n'],
  ['{.spec.containers[-1].name}', 'two'],
  ['{.spec.containers[0:1].name}', 'one'],
  ['{..image}', 'nginx:1.25 busybox'],
  ['{.spec.containers[0].env}', '[{"name":"A","value":"1"}]'],
  ['{.spec.nosuch}', ''],
  ['.metadata.name', '.metadata.name'],
  ['{$.kind}', 'Pod'],
  ['{range .spec.containers[*]}[{.name}, {.nosuch}] {end}', '[one, ] [two, ] '],
  ['{.spec.containers[?(@.ports)].name}', 'one'],
])('%s', (template, expected) => {
  expect(print(template)).toBe(expected);
});

test.each([
  ['{.spec.containers[5].name}', 'array index out of bounds: index 5, length 2'],
  ['{.spec.containers[*]["name","image"]}', 'invalid array index "name"'],
  ['{.metadata.name', 'unclosed action'],
  ['{.kind[0]}', 'string is not array or slice'],
  ['{end}', 'not in range, nothing to end'],
  ['{.a[0', 'unterminated array'],
])('%s fails: %s', (template, message) => {
  expect(() => print(template)).toThrow(new JsonPathError(message));
});

test('jsonpath-as-json prints a list', () => {
  expect(new JsonPath('{.spec.containers[*].name}').print(pod, true)).toBe('[\n    "one",\n    "two"\n]\n');
});

test('relaxed paths', () => {
  expect(['x.y', '.x.y', '{x.y}', '{.x.y}'].map(relaxed)).toEqual(Array.from({ length: 4 }, () => '{.x.y}'));
  expect(relaxed('{.data[')).toBeUndefined();
});
