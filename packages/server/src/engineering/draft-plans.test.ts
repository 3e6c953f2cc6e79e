import { describe, expect, it } from 'vitest';
import type { ApplyAnswer, DraftEdit, DraftInfo } from '../api/engineering-schemas.ts';
import * as shapes from '../api/work-schemas.ts';
import { DecisionsClient } from '../client/index.ts';
import { type Served, serve } from '../testing/serve.ts';

const BASE = '/api/v1/plants/tiny/draft';
const FILE = 'work/plans.yaml';

async function ask<T>({ get }: Served, path: string, body?: unknown): Promise<T> {
  const response = await get(
    `${BASE}${path}`,
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
  );
  const answer = (await response.json()) as T & { detail?: string }; // checked by the schemas of the server
  if (!response.ok) throw new Error(`${response.status} ${answer.detail}`);
  return answer;
}

async function plan(served: Served, value: unknown): Promise<DraftInfo> {
  const { version } = await ask<DraftInfo>(served, '');
  const edits: DraftEdit[] = [{ op: 'set', file: FILE, path: ['plans', 'cooling'], value }];
  return ask<DraftInfo>(served, '/changes', { version, label: 'Test', edits });
}

const CALENDAR = { every: { months: 1, day: 31 }, at: '06:00', from: '2026-01-01' };

describe('maintenance plans of the draft', () => {
  it('S43 say when they fall due next, and for which twins their condition holds', async () => {
    const served = await serve();
    await plan(served, { type: 'motor', calendar: CALENDAR });
    const byCalendar = shapes.PlanPreview.parse(await ask(served, '/plans/cooling'));
    expect(byCalendar.due).toMatchObject({ kind: 'calendar', lead: 0 });
    expect(byCalendar.due.kind === 'calendar' && byCalendar.due.next).toHaveLength(5);
    expect(byCalendar.count).toBeGreaterThan(0);

    await plan(served, { type: 'motor', when: 'power > 40 kW' });
    const unknown = shapes.PlanPreview.parse(await ask(served, '/plans/cooling'));
    expect(unknown.twins[0].outlook).toEqual({ kind: 'condition' });
    const [{ path }] = unknown.twins;
    await served.api.postSamples('tiny', [{ path: `${path}.power`, value: 50, time: Date.now() }]);
    const known = shapes.PlanPreview.parse(await ask(served, '/plans/cooling'));
    expect(known.twins[0]).toMatchObject({ path, outlook: { kind: 'condition', holds: true } });

    await plan(served, { type: 'motor', counter: { signal: 'power', every: '5 kW' } });
    const counted = shapes.PlanPreview.parse(await ask(served, '/plans/cooling'));
    expect(counted.due).toMatchObject({ kind: 'counter', signal: 'power', every: 5, unit: 'kW' });
    expect(counted.twins[0].outlook).toEqual({ kind: 'counter', value: 50 });
  });

  it('S43 a condition in a wrong unit is told at its place; until it is mended nobody can say what the plan means', async () => {
    const served = await serve();
    const { faults } = await plan(served, { type: 'motor', when: 'power > 40 Cel' });
    expect(faults).toMatchObject([{ file: FILE, path: ['plans', 'cooling', 'when'], severity: 'error' }]);
    await expect(ask(served, '/plans/cooling')).rejects.toThrow('409');
    await plan(served, { type: 'motor', when: 'power > 40 kW' });
    await expect(ask(served, '/plans/dance')).rejects.toThrow(
      '404 The draft has no maintenance plan "dance"',
    );
  });

  it('S43 once applied it asks for work, while everything runs, and can be suspended', async () => {
    const served = await serve();
    await plan(served, { type: 'motor', when: 'power > 40 kW', priority: 'high' });
    const { version } = await ask<DraftInfo>(served, '');
    expect((await ask<ApplyAnswer>(served, '/apply', { version })).manner).toBe('live');
    const client = new DecisionsClient(served.api, 'tiny');
    const { plans } = await client.work();
    expect(plans).toMatchObject([{ name: 'cooling', due: { kind: 'condition', when: 'power > 40 kW' } }]);
    const suspend = { type: 'suspend-plan', subject: 'plan/cooling', data: {}, reason: 'known' };
    await client.command({ id: 'suspend-plan-1', ...suspend });
    const [path] = plans[0].twins;
    await served.api.postSamples('tiny', [{ path: `${path}.power`, value: 50, time: Date.now() }]);
    expect(await client.state('plans')).toMatchObject({ suspended: [{ plan: 'cooling', reason: 'known' }] });
    await client.command({ id: 'resume-plan-1', type: 'resume-plan', subject: 'plan/cooling', data: {} });
    await expect
      .poll(async () => (await client.state('orders')).map((one) => [one.plan, one.twin]), {
        timeout: 15_000,
      })
      .toEqual([['cooling', path]]);
  });
});
