// A kind that the cluster was taught is checked and completed as the built-in ones are.
import { expect, test } from 'vitest';
import { checkDocuments } from './checks.ts';
import { liveKindsOf } from './live-kinds.ts';
import { readManifests } from './manifests.ts';
import { definitionOf, fieldsAt } from './schema-fields.ts';

const definition = {
  metadata: { resourceVersion: '7' },
  spec: {
    group: 'stable.example.com', scope: 'Namespaced', names: { kind: 'CronTab', plural: 'crontabs', shortNames: ['ct'] },
    versions: [
      { name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { properties: { cronSpec: { type: 'string' }, replicas: { type: 'integer' } } } }, required: ['spec'] } } },
      { name: 'v1alpha1', served: false },
    ],
  },
  status: { conditions: [{ type: 'Established', status: 'True' }] },
};
const file = 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata:\n  name: mine\nspec:\n  cronSpec: 5\n';

test('served versions are kinds with their fields; what is not established is none', () => {
  const { kinds, definitions } = liveKindsOf([definition]);
  expect(kinds.map(({ version, singular, namespaced }) => `${version} ${singular} ${namespaced}`)).toEqual(['v1 crontab true']);
  const schema = { definitions };
  expect(definitionOf(schema, 'stable.example.com/v1', 'CronTab')?.required).toEqual(['apiVersion', 'kind', 'spec']);
  expect(fieldsAt(schema, 'stable.example.com/v1', 'CronTab', 'spec')).toEqual(['cronSpec', 'replicas']);
  expect(liveKindsOf([{ ...definition, status: { conditions: [{ type: 'Established', status: 'False' }] } }]).kinds).toEqual([]);
});

test('a file of such a kind is asked about where it is served, and patched as custom objects can be', async () => {
  const { kinds } = liveKindsOf([definition]);
  const asked: string[] = [];
  const causes = [{ field: 'spec.cronSpec', message: 'Invalid value: "integer": spec.cronSpec in body must be of type string: "integer"' }];
  const checked = await checkDocuments(readManifests(file, kinds), 'crontab.yaml', async ({ method, path, headers }) => {
    asked.push(`${method} ${path} ${headers?.['content-type'] ?? ''}`.trim());
    if (method === 'GET') return { code: 200, warnings: [], body: { spec: { cronSpec: '* * * * *' } } };
    return method === 'POST' ? { code: 409, warnings: [], body: { message: 'exists' } } : { code: 422, warnings: [], body: { message: 'invalid', details: { causes } } };
  });
  const path = '/apis/stable.example.com/v1/namespaces/default/crontabs';
  expect(asked).toEqual([`POST ${path}`, `GET ${path}/mine`, `PATCH ${path}/mine application/merge-patch+json`]);
  expect(checked.problems.map(({ line, field }) => `${line} ${field}`)).toEqual(['6 spec.cronSpec']);
});

test('before it is taught, the cluster knows no such kind', async () => {
  const checked = await checkDocuments(readManifests(file), 'crontab.yaml', () => Promise.reject(new Error('nothing to ask')));
  expect(checked.problems.map(({ message }) => message)).toEqual(['no matches for kind "CronTab" in version "stable.example.com/v1"']);
});
