// Every fault has a name and a description that people can read, in both languages; none is left over.
import { expect, test } from 'vitest';
import { toolsEn } from '../app/i18n/tools-en.ts';
import { toolsKo } from '../app/i18n/tools-ko.ts';
import { faultKinds } from '../engine/world/faults/table.ts';

test('faults are named and described in Korean and English', () => {
  const names = faultKinds.map(({ name }) => name).sort();
  expect(Object.keys(toolsKo.faults.kinds).sort()).toEqual(names);
  expect(Object.keys(toolsEn.faults.kinds).sort()).toEqual(names);
  for (const [title, about] of Object.values(toolsKo.faults.kinds)) expect(`${title} ${about}`).toMatch(/[가-힣].+다\.$/);
});
