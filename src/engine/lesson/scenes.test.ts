// Scenes: read from lesson.yaml with every fault named, or made from the solution.
import { expect, test } from 'vitest';
import { readScenes, scenesFromSolution } from './scenes.ts';

test('reads each kind of scene', () => {
  const errors: string[] = [];
  const scenes = readScenes(['say', { view: 'workloads' }, { type: 'kubectl get pods' }, 'run', { speed: 10 }, { fault: { name: 'stop-node', target: 'node-2' } }, { highlight: 'pods/web' }, 'heal', 'ask'], 'step one', errors);
  expect(errors).toEqual([]);
  expect(scenes?.map(({ type }) => type)).toEqual(['say', 'view', 'type', 'run', 'speed', 'fault', 'highlight', 'heal', 'ask']);
});

test('names what is no scene', () => {
  const errors: string[] = [];
  expect(readScenes(['jump', { speed: 0 }, { view: 'moon' }, 'run'], 'step one', errors)).toEqual([{ type: 'run' }]);
  expect(errors).toHaveLength(3);
  expect(errors[0]).toContain('scene 1 is none of');
});

test('without scenes the solution is played', () => {
  expect(scenesFromSolution(['a', 'b'], true).map((scene) => (scene.type === 'type' ? scene.line : scene.type))).toEqual(['say', 'ask', 'a', 'run', 'b', 'run']);
});
