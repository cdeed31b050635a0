// Go templates: what the recorded transcript get/go-template shows, and the faults of text/template.
import { expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import { Template, TemplateError } from './template.ts';

const object: Json = { kind: 'ConfigMap', metadata: { name: 'gt-a', labels: { x: '1' } }, data: { color: 'red', size: 'big' }, items: [{ n: 1, on: true }, { n: 20, on: false }] };

test.each([
  ['{{.data.color}}', 'red'],
  ['{{range $k, $v := .data}}{{$k}}={{$v}};{{end}}{{"\\n"}}', 'color=red;size=big;\n'],
  ['{{if eq .data.color "red"}}{{.metadata.name}}{{else}}-{{end}}', 'gt-a'],
  ['{{.data.nosuch}}', '<no value>'],
  ['{{.nosuch.deeper}}', '<no value>'],
  ['{{len .data}} {{printf "%s-%d" .kind 7}}', '2 ConfigMap-7'],
  ['{{index .metadata.labels "x"}}', '1'],
  ['{{exists .data "color"}} {{exists .data "zzz"}}', 'true false'],
  ['{{"aGVsbG8=" | base64decode}}', 'hello'],
  ['{{range .items}}{{if .on}}{{.n}}{{else if eq .n 20.0}}!{{end}}{{end}}', '1!'],
  ['{{with .data}}{{.size}}{{end}}{{with .none}}x{{else}}none{{end}}', 'bignone'],
  ['{{$n := .metadata.name}}{{range .items}}{{$n}} {{end}}', 'gt-a gt-a '],
  ['a {{- " b " -}} c', 'a b c'],
  ['{{/* nothing */}}x', 'x'],
  ['{{define "t"}}<{{.}}>{{end}}{{template "t" .kind}}', '<ConfigMap>'],
  ['{{and true .kind}} {{or "" "b"}} {{not 1}}', 'ConfigMap b false'],
  ['{{.data}} {{.items}}', 'map[color:red size:big] [map[n:1 on:true] map[n:20 on:false]]'],
  ['{{(index .items 1).n}}', '20'],
  ['{{range .items}}{{if .on}}{{continue}}{{end}}{{.n}}{{break}}{{end}}', '20'],
])('%s', (template, expected) => {
  expect(new Template(template).execute(object)).toEqual({ text: expected });
});

test.each([
  ['{{.data.color', 'template: output:1: unclosed action'],
  ['{{nosuch .}}', 'template: output:1: function "nosuch" not defined'],
  ['{{if .a}}', 'template: output:1: unexpected EOF'],
  ['{{$x}}', 'template: output:1: undefined variable "$x"'],
])('%s fails: %s', (template, message) => {
  expect(() => new Template(template)).toThrow(new TemplateError(message));
});

test('a fault while running names its place', () => {
  expect(new Template('{{.kind.deeper}}').execute(object).error).toBe(`template: output:1:7: executing "output" at <.kind.deeper>: can't evaluate field deeper in type string`);
});
