// What is written of events, and what is counted, combined or dropped.
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json.ts';
import { notFound } from '../kube/api-error.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Event, Pod } from '../kube/types.generated.ts';
import { Clock } from '../sim/clock.ts';
import { Random } from '../sim/random.ts';
import type { Api, ApiResponse } from './api.ts';
import { createRecorder } from './event-recorder.ts';
import { KubeClient } from './kube-client.ts';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'ns', name: 'p', uid: 'u', resourceVersion: '7', creationTimestamp: '' }, spec: {}, status: {} } as unknown as Pod;

/** Keeps events; a patch of one that is gone is refused. */
class FakeApi implements Api {
  readonly events = new Map<string, Record<string, Json>>();
  patches = 0;

  request(request: Parameters<Api['request']>[0]): ApiResponse {
    const body = request.body as unknown as Record<string, Json> & Event;
    if (request.method === 'POST') {
      this.events.set(body.metadata.name, body);
      return this.json(201, body);
    }
    this.patches++;
    const name = decodeURIComponent(request.path.split('/').at(-1) ?? '');
    const before = this.events.get(name);
    if (!before) return this.json(404, notFound(kinds.events, name).status as unknown as Json);
    this.events.set(name, { ...before, ...body });
    return this.json(200, body);
  }

  private json(code: number, value: Json): ApiResponse {
    return { code, headers: {}, warnings: [], body: { type: 'json', value } };
  }
}

function rig() {
  const clock = new Clock(1_700_000_000_000);
  const api = new FakeApi();
  const recorder = createRecorder({ clock, client: new KubeClient(api, { userAgent: 't', actor: 't', user: 't', groups: [] }), random: new Random(1), source: 'kubelet', host: 'node-1' });
  const events = (): Event[] => [...api.events.values()] as unknown as Event[];
  return { clock, api, recorder, events };
}

describe('the event recorder', () => {
  test('writes what client-go writes', () => {
    const { clock, recorder, events } = rig();
    recorder.event(pod, 'Normal', 'Pulled', 'here', 'spec.containers{c}');
    expect(events()).toEqual([]);
    clock.runFor(1);
    const [event] = events();
    expect(event?.metadata.name).toMatch(/^p\.[0-9a-f]{16}$/);
    expect(event).toMatchObject({
      metadata: { namespace: 'ns' },
      involvedObject: { kind: 'Pod', namespace: 'ns', name: 'p', uid: 'u', apiVersion: 'v1', resourceVersion: '7', fieldPath: 'spec.containers{c}' },
      reason: 'Pulled', message: 'here', type: 'Normal', count: 1, firstTimestamp: '2023-11-14T22:13:20Z', lastTimestamp: '2023-11-14T22:13:20Z',
      source: { component: 'kubelet', host: 'node-1' }, reportingComponent: 'kubelet', reportingInstance: 'node-1',
    });
  });

  test('repeats raise the count, and begin anew where the event is gone', () => {
    const { clock, api, recorder, events } = rig();
    for (let i = 0; i < 3; i++) {
      recorder.event(pod, 'Warning', 'BackOff', 'again');
      clock.runFor(2000);
    }
    expect(events().map((event) => [event.count, event.firstTimestamp, event.lastTimestamp])).toEqual([[3, '2023-11-14T22:13:20Z', '2023-11-14T22:13:24Z']]);
    api.events.clear();
    recorder.event(pod, 'Warning', 'BackOff', 'again');
    clock.runFor(1);
    expect(events().map((event) => event.count)).toEqual([4]);
  });

  test('from the tenth message of one sort on, they are combined', () => {
    const { clock, recorder, events } = rig();
    for (let i = 1; i <= 12; i++) recorder.event(pod, 'Normal', 'Created', `number ${i}`);
    clock.runFor(1);
    const messages = events().map((event) => `${event.message} x${event.count}`);
    expect(messages.length).toBe(10);
    expect(messages.at(-1)).toBe('(combined from similar events): number 12 x3');
  });

  test('one object may be the subject of 25 events, then of one in five minutes', () => {
    const { clock, api, recorder, events } = rig();
    for (let i = 0; i < 40; i++) recorder.event(pod, 'Warning', 'BackOff', 'again');
    clock.runFor(1);
    expect(events().map((event) => event.count)).toEqual([25]);
    clock.runFor(301_000);
    recorder.event(pod, 'Warning', 'BackOff', 'again');
    clock.runFor(1);
    expect([events()[0]?.count, api.patches]).toEqual([26, 25]);
  });

  test('events of cluster-scoped objects live in default', () => {
    const { clock, recorder, events } = rig();
    recorder.event({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', uid: 'n', resourceVersion: '1', creationTimestamp: '' } }, 'Normal', 'RegisteredNode', 'x');
    clock.runFor(1);
    expect(events()[0]?.metadata.namespace).toBe('default');
    expect(events()[0]?.involvedObject).not.toHaveProperty('namespace');
  });
});
