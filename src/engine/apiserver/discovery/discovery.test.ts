// Discovery agrees with what the recorded server said of its groups and resources.
import { expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { ApiResponse } from '../../client/api.ts';
import { Trace } from '../../client/trace.ts';
import { Clock } from '../../sim/clock.ts';
import { Random } from '../../sim/random.ts';
import { ApiServer } from '../api-server.ts';
import apis from '../../../../scripts/generate/recorded/apis.json';
import lists from '../../../../scripts/generate/recorded/resource-lists.json';

const server = new ApiServer({ clock: new Clock(0), trace: new Trace(), random: new Random(1), dialKubelet: () => undefined });
const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] };
const get = (path: string, accept = 'application/json'): ApiResponse => server.request({ method: 'GET', path, headers: { accept } }, caller);
const json = (path: string): Json => (get(path).body as Extract<ApiResponse['body'], { type: 'json' }>).value;

it('lists the groups in the recorded order', () => {
  expect(json('/apis')).toEqual(apis);
});

it.each(Object.entries(lists))('lists the resources of %s', (groupVersion, recorded) => {
  const got = json(groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`) as unknown as typeof recorded;
  const bare = (list: typeof recorded): readonly unknown[] => list.resources.map((resource) => ({ ...resource, verbs: [...resource.verbs].sort() }));
  expect(bare(got)).toEqual(bare(recorded));
});

it('answers unknown paths as text and unknown resources as a Status', () => {
  expect(get('/nope').body).toEqual({ type: 'text', text: '404 page not found\n' });
  expect(get('/apis/nope.example.com/v1/things').body).toEqual({ type: 'text', text: '404 page not found\n' });
  expect(json('/api/v1/nopes')).toMatchObject({ reason: 'NotFound', message: 'the server could not find the requested resource' });
});

it.each(['/constructor', '/constructor/prototype', '/__proto__', '/toString', '/valueOf/x'])('knows no page %s', (path) => {
  expect(get(path)).toMatchObject({ code: 404, body: { type: 'text', text: '404 page not found\n' } });
});

it('tells its health', () => {
  expect(get('/readyz').body).toEqual({ type: 'text', text: 'ok' });
  const { body } = server.request({ method: 'GET', path: '/livez', query: { verbose: '' } }, caller);
  expect(body.type === 'text' && body.text.startsWith('[+]ping ok\n') && body.text.endsWith('livez check passed\n')).toBe(true);
});
