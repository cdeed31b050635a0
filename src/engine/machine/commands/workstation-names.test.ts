// The names that the desk has before the commands come are those of the table.
import { expect, test } from 'vitest';
import { workstationPrograms } from './table.ts';
import { workstationNames } from './workstation-names.ts';

test('each command of the table has its name here, and no name is without a command', () => {
  expect([...workstationNames].sort()).toEqual(Object.keys(workstationPrograms()).sort());
});
