// From a text through what Kubernetes says of it to a text that is right.
import { expect, test } from 'vitest';
import type { WireResponse } from '../../bridge/protocol.ts';
import { roomsEn } from '../i18n/rooms-en.ts';
import { answerProblems, checkDocuments, cutToFile, type Problem, readingProblems, sameAsFile } from './checks.ts';
import { type Fix, fixesFor } from './fixes.ts';
import { lineOf, manifestAt, readManifests } from './manifests.ts';
import type { Schema } from './schema-fields.ts';
import { allSnippets } from './snippets.ts';

const schema: Schema = {
  definitions: {
    d: { properties: { apiVersion: { enum: ['apps/v1'] }, kind: { enum: ['Deployment'] }, metadata: { $ref: '#/definitions/m' }, spec: { $ref: '#/definitions/s' } } },
    m: { properties: { name: {}, labels: {}, annotations: {} } },
    s: { properties: { replicas: {}, selector: {}, template: { $ref: '#/definitions/t' } } },
    t: { properties: { metadata: { $ref: '#/definitions/m' }, spec: { properties: { containers: { items: { properties: { name: {}, image: {}, ports: {} } } } } } } },
  },
};

const status = (code: number, message: string, causes: readonly { readonly field: string; readonly message: string }[] = []): WireResponse => ({ code, warnings: [], body: { message, details: { causes: causes.map((cause) => ({ ...cause })) } } });

const problemsOf = (text: string, answer?: WireResponse): readonly Problem[] => {
  const documents = readManifests(text);
  const [manifest] = documents.manifests;
  return [...readingProblems(documents, 'x.yaml'), ...(answer && manifest ? answerProblems(manifest, answer) : [])];
};

function applied(text: string, fix: Fix | undefined): string {
  const lines = text.split('\n');
  for (const { from, to, text: by } of [...(fix?.edits ?? [])].sort((a, b) => b.from - a.from)) lines.splice(from - 1, to - from + 1, ...by.split('\n'));
  return lines.join('\n');
}

function fixed(text: string, answer?: WireResponse): string {
  const [problem] = problemsOf(text, answer);
  expect(problem, text).toBeDefined();
  const [fix] = fixesFor(problem as Problem, { lines: text.split('\n'), schema, words: roomsEn.edit });
  return applied(text, fix);
}

const head = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';

test('tabs become spaces; a line that is beside the others is put in line', () => {
  expect(fixed('apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x')).toBe('apiVersion: v1\nkind: Pod\nmetadata:\n  name: x');
  expect(fixed('apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n label: y\n')).toBe('apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  label: y\n');
});

test('an unknown field takes the name of the nearest one', () => {
  const unknown = (field: string): WireResponse => status(400, `Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "${field}"`);
  expect(fixed(`${head}  label:\n    a: b\n`, unknown('metadata.label'))).toBe(`${head}  labels:\n    a: b\n`);
  expect(fixed(`${head}spec:\n  template:\n    spec:\n      containers:\n      - name: c\n        imgae: n\n`, unknown('spec.template.spec.containers[0].imgae'))).toContain('        image: n\n');
  expect(fixed(`${head}spec:\n  somethingElse: 1\n`, unknown('spec.somethingElse'))).toBe(`${head}spec:\n  somethingElse: 1\n`);
});

test('a missing selector is that of the template; labels follow their selector', () => {
  const template = '  template:\n    metadata:\n      labels:\n        app: web\n    spec: {}\n';
  const required = status(422, 'x', [{ field: 'spec.selector', message: 'Required value' }]);
  const result = fixed(`${head}spec:\n${template}`, required);
  expect(result).toBe(`${head}spec:\n  selector:\n    matchLabels:\n      app: web\n${template}`);
  const mismatch = status(422, 'x', [{ field: 'spec.template.metadata.labels', message: 'Invalid value: {"app":"web"}: `selector` does not match template `labels`' }]);
  expect(fixed(`${head}spec:\n  selector:\n    matchLabels:\n      app: shop\n${template}`, mismatch)).toContain('      labels:\n        app: shop\n    spec');
});

test('another version, another spelling, quotes around a number', () => {
  expect(fixed('apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata:\n  name: x\n')).toMatch(/^apiVersion: apps\/v1\n/);
  expect(fixed('apiVersion: v1\nkind: pod\nmetadata:\n  name: x\n')).toContain('kind: Pod\n');
  const number = status(400, 'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string');
  expect(fixed(`${head}  labels:\n    version: 2\n    app: web\n`, number)).toBe(`${head}  labels:\n    version: "2"\n    app: web\n`);
});

test('documents of a file, their lines, and what is wrong where', () => {
  const text = `# two\n${head}spec:\n  replicas: x\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n  - port: 99999\n`;
  const documents = readManifests(text);
  expect(documents.manifests.map(({ kind, line, lastLine }) => `${kind} ${line}-${lastLine}`)).toEqual(['Deployment 1-7', 'Service 9-15']);
  const service = manifestAt(documents, 12);
  expect(service?.kind).toBe('Service');
  expect(service && lineOf(service, 'spec.ports[0].port')).toBe(15);
  expect(service && lineOf(service, 'spec.selector')).toBe(13);
  expect(problemsOf('metadata:\n  name: x\n')[0]?.message).toBe('error validating data: [apiVersion not set, kind not set]');
  expect(problemsOf('a: [1,\n')[0]?.message).toMatch(/^error converting YAML to JSON: yaml: /);
});

test('the server is asked only with dry-run, and tells what is there', async () => {
  const asked: string[] = [];
  const documents = readManifests(`${head}spec:\n  replicas: 2\n`);
  const checked = await checkDocuments(documents, 'x.yaml', async ({ method, path, query }) => {
    asked.push(`${method} ${path} ${query?.['dryRun'] ?? ''}`);
    if (method === 'GET') return { code: 200, warnings: [], body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', uid: 'u' }, spec: { replicas: 3, paused: false } } };
    return method === 'POST' ? status(409, 'already exists') : { code: 200, warnings: [], body: {} };
  });
  expect(asked).toEqual(['POST /apis/apps/v1/namespaces/default/deployments All', 'GET /apis/apps/v1/namespaces/default/deployments/web ', 'PATCH /apis/apps/v1/namespaces/default/deployments/web All']);
  expect(checked.problems).toEqual([]);
  expect([...checked.presence.values()]).toEqual(['differs']);
  const [wanted] = documents.manifests;
  expect(cutToFile(wanted?.value, checked.live.get(wanted as never))).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 3 } });
  expect(sameAsFile({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{ c: 2, d: 3 }], e: 4 })).toBe(true);
});

test('every snippet is YAML of its kind once its places are filled', () => {
  for (const { kind, apiVersion, body } of allSnippets(schema)) {
    const filled = body.replace(/\$\{\d+\|([^,|]+)[^}]*\}/g, '$1').replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\{\d+\}/g, '');
    const [manifest] = readManifests(filled).manifests;
    expect(`${manifest?.apiVersion} ${manifest?.kind}`, filled).toBe(`${apiVersion} ${kind}`);
    expect(manifest?.name, filled).not.toBe('');
  }
});
