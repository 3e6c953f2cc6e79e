import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { ApiError } from '../client/index.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

const FLOW = 'hall/pump1.flow';
const START = 1_700_000_000_000;

it('S29 a historian whose worker dies comes back; health says so meanwhile and no sample is lost', async () => {
  const sent = vi.spyOn(Worker.prototype, 'postMessage');
  const { api, lines } = await serve();
  const push = (i: number) => api.postSamples('tiny', [{ path: FLOW, value: i, time: START + i * 1000 }]);
  await push(0);
  const worker = sent.mock.contexts.at(-1);
  if (!(worker instanceof Worker)) throw new Error('nothing was said to the historian');
  await worker.terminate();

  const problem = await until('the report', async () =>
    (await api.health()).problems.find((text) => text.includes('does not answer')),
  );
  expect(problem).toMatch(
    /^tiny: .*history does not answer: its worker ended\. It is started again by itself\.$/,
  );
  const refused: unknown = await push(1).catch((error: unknown) => error);
  expect(refused instanceof ApiError && [refused.status, refused.message]).toEqual([
    503,
    expect.stringMatching('are not on disk'),
  ]);
  // What was shown is shown, and an alarm that is raised meanwhile is recorded later.
  expect((await api.signal('tiny', FLOW)).value).toBe(1);
  await api.postSamples('tiny', [{ path: 'hall/pump1/motor.power', value: 30 }]).catch(() => {});
  expect(await api.alarms('tiny')).toHaveLength(1);

  await until('the new worker', async () => (await api.health()).status === 'ok', 30_000);
  await push(2);
  const answer = await api.samples('tiny', FLOW, { from: START, to: START + 10_000 });
  expect(answer).toMatchObject({ kind: 'raw', values: [0, 1, 2] });
  await until('the record', async () => (await api.alarms('tiny', { from: 0 })).length === 1);
  expect(lines.filter((line) => /history works again|nothing was lost/.test(line))).toHaveLength(2);
});
