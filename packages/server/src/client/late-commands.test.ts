import { operateCommands } from '@millwright/operate';
import { staffCommands } from '@millwright/workforce';
import { expect, it } from 'vitest';
import { LATE_COMMANDS } from './late-commands.ts';

it('S34 clients let wait what the desk takes late, and nothing else', () => {
  const commands = operateCommands({
    present: () => undefined,
    may: () => true,
    person: (actor) => actor,
    isLive: () => true,
  });
  const late = [...commands, ...staffCommands].filter((one) => one.late).map(({ type }) => type);
  expect(late.toSorted()).toEqual([...LATE_COMMANDS].toSorted());
});
