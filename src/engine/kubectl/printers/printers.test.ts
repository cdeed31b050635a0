// Alignment, tables, custom columns and sorting, with rows of the recorded raw transcripts.
import { expect, test } from 'vitest';
import { encodeKyaml } from './kyaml.ts';
import { compactJson, indentedJson } from '../../kube/go-json.ts';
import { hashSuffix } from '../ops/hash.ts';
import { customColumns } from './custom-columns.ts';
import { goValue } from '../../kube/go-format.ts';
import { goSyntax } from './go-value.ts';
import { sortBy } from './sort.ts';
import { TablePrinter } from './table.ts';
import { Tabwriter, align } from './tabwriter.ts';

const columns = ['Name', 'Ready', 'Status', 'Restarts', 'Age'].map((name, i) => ({ name, type: 'string', format: i === 0 ? 'name' : '', priority: 0 }));
const options = { wide: false, noHeaders: false, withNamespace: false, kind: '', showLabels: false, labelColumns: [] };
const row = (name: string): { cells: readonly string[]; object: { metadata: { namespace: string; labels: { app: string } } } } => ({ cells: [name, '1/1', 'Running', '0', '5s'], object: { metadata: { namespace: 'ns', labels: { app: 'web' } } } });

test('a table of Pods', () => {
  const printer = new TablePrinter(options);
  printer.add({ columns, rows: [row('gp-one'), row('gp-three')] });
  expect(printer.flush()).toBe('NAME       READY   STATUS    RESTARTS   AGE\ngp-one     1/1     Running   0          5s\ngp-three   1/1     Running   0          5s\n');
});

test('kinds, namespaces, labels; headers once; widths remembered', () => {
  const printer = new TablePrinter({ ...options, kind: 'pod', withNamespace: true, showLabels: true, labelColumns: ['x/app'] });
  printer.add({ columns: columns.slice(0, 2), rows: [row('a-long-name')] });
  expect(printer.flush()).toBe('NAMESPACE   NAME              READY   APP   LABELS\nns          pod/a-long-name   1/1           app=web\n');
  printer.add({ columns: [], rows: [row('b')] });
  expect(printer.flush()).toBe('ns          pod/b             1/1           app=web\n');
});

test('columns end with the lines that lack them', () => {
  expect(align([['a', 'b', 'c'], ['x'], ['longer', 'd', 'e']])).toBe('a     b     c\nx\nlonger   d     e\n');
  const writer = new Tabwriter({ minWidth: 0, padding: 1 });
  writer.write('k:\tv\nkey:\tw\n');
  expect(writer.flush()).toBe('k:   v\nkey: w\n');
});

test('custom columns', () => {
  const made = customColumns('N:metadata.name,IMAGES:.spec.containers[*].image,META:.metadata.labels,NONE:.x');
  expect(made.headers).toEqual(['N', 'IMAGES', 'META', 'NONE']);
  expect(made.row({ metadata: { name: 'cc-a', labels: { app: 'a' } }, spec: { containers: [{ image: 'nginx:1' }, { image: 'nginx:2' }] } })).toEqual(['cc-a', 'nginx:1,nginx:2', 'map[app:a]', '<none>']);
  expect(() => customColumns('NAME')).toThrow('unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>');
});

test('sorting: missing fields first and turned round, numbers in texts as numbers', () => {
  const items = [{ n: 'a', ord: '9' }, { n: 'b', ord: '10' }, { n: 'c' }];
  expect(sortBy(items, '.ord', (i) => i, 'rows').map((i) => i.n)).toEqual(['c', 'a', 'b']);
  expect(sortBy([{ n: 'a' }, { n: 'b' }, { n: 'c', z: 'x' }], '.z', (i) => i, 'rows').map((i) => i.n)).toEqual(['b', 'a', 'c']);
  expect(() => sortBy(items, '.nosuch', (i) => i, 'rows')).toThrow(`couldn't find any field with path "{.nosuch}" in the list of objects`);
});

test('Go values, JSON, KYAML, hashes', () => {
  expect(goValue({ b: [1, null], a: 'x' })).toBe('map[a:x b:[1 <nil>]]');
  expect(goSyntax({ a: [1, 'x', null] })).toBe('map[string]interface {}{"a":[]interface {}{1, "x", interface {}(nil)}}');
  expect(compactJson({ '10': 1, '9': '<a&b>' })).toBe('{"10":1,"9":"\\u003ca\\u0026b\\u003e"}');
  expect(indentedJson({ b: [], a: {} }, '    ')).toBe('{\n    "a": {},\n    "b": []\n}');
  expect(encodeKyaml({ data: { a: '1' }, list: [{ x: 1 }] })).toBe('{\n  data: {\n    a: "1",\n  },\n  list: [{\n    x: 1,\n  }],\n}');
  expect(hashSuffix({ kind: 'ConfigMap', name: 'h1', data: { a: '1' } })).toBe('-gd24mhhhb6');
  expect(hashSuffix({ kind: 'Secret', name: 'h1', data: { a: '1' } })).toBe('-2kgc7fhc49');
});
