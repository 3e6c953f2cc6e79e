/** From an alarm to the proof: raised, acknowledged, a change proposed, approved by another, written, read back, graded. */
import { randomUUID } from 'node:crypto';
import { verifyEventProof } from '@millwright/journal';
import { describe, expect, it } from 'vitest';
import { ApiClient, ApiError, DecisionsClient } from '../client/index.ts';
import { device, plantAt, SPEED } from '../testing/drive.ts';
import { mqttMachine, plantWithBroker } from '../testing/mqtt-machine.ts';
import { person } from '../testing/people.ts';
import { serve } from '../testing/serve.ts';
import { until } from '../testing/until.ts';

describe('from an alarm to the proof', () => {
  it('S37 an alarm is handled, a change is approved by another person, reaches the machine, and is graded and proven', async () => {
    const registers = new Uint16Array(10);
    registers[0] = 2500;
    const served = await serve({ plants: [await plantAt(await device(registers))] });
    const { server } = served;
    const office = new DecisionsClient(new ApiClient(server.url, server.token), 'tiny');
    const as = async (id: string, role: 'operator' | 'supervisor') => {
      const one = await person(served, id, { role, place: 'hall' });
      return async (type: string, subject: string, data: object, reason?: string) => {
        const response = await one.get('/api/v1/plants/tiny/commands', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id: randomUUID(), type, subject, data, reason }),
        });
        return {
          status: response.status,
          body: (await response.json()) as { code?: string; events?: { seq: number }[] },
        };
      };
    };
    const ana = await as('ana', 'operator');
    const bo = await as('bo', 'supervisor');

    const occurrence = await until('the alarm', async () => (await office.alarms()).occurrences[0]);
    expect(occurrence).toMatchObject({
      twin: 'hall/pump1/motor',
      alarm: 'too-fast',
      inputs: [{ value: 2500 }],
    });
    expect((await ana('acknowledge-alarm', `alarm/${occurrence.id}`, {})).status).toBe(200);
    expect((await office.alarms()).occurrences[0].acknowledged?.by).toBe('employee/ana');

    const change = {
      changes: [{ signal: SPEED, value: 1500 }],
      promises: [{ signal: 'hall/pump1/motor.speed', comparison: '<', value: 2000, within: 1000 }],
      evidence: [{ kind: 'alarm', ref: occurrence.id }],
    };
    const made = await ana('propose-change', 'twin/hall/pump1/motor', change, 'To spare the motor');
    expect([made.status, made.body]).toEqual([200, expect.anything()]);
    const [proposal] = await office.state('proposals');
    expect(proposal).toMatchObject({ state: 'proposed', changes: [{ from: 2500, value: 1500 }] });
    const approval = [proposal.id, { digest: proposal.digest }] as const;
    expect(await ana('approve-proposal', ...approval)).toMatchObject({ status: 403 });
    expect((await bo('approve-proposal', proposal.id, { digest: '0'.repeat(64) })).status).toBe(409);
    expect(registers[0]).toBe(2500);
    expect((await bo('approve-proposal', ...approval)).status).toBe(200);
    const done = await until('the grade', async () => {
      const [one] = await office.state('proposals');
      return one.grade === undefined ? undefined : one;
    });
    expect(registers[0]).toBe(1500);
    expect(done).toMatchObject({
      state: 'done',
      grade: { met: 1, of: 1 },
      readBack: [{ met: true, read: 1500 }],
    });
    expect((await bo('approve-proposal', ...approval)).body.code).toBe('wrong-state');
    await until('the alarm is over', async () => (await office.alarms()).occurrences[0].clearedAt);

    const { items, verifierKey } = await office.journal({ subject: proposal.id });
    expect(items.map(({ type }) => type)).toEqual([
      'outcome-graded',
      'execution-finished',
      'execution-started',
      'proposal-approved',
      'command-denied',
      'change-proposed',
    ]);
    const approved = items[3];
    const proven = verifyEventProof(await (await office.proof(approved.seq)).text(), [verifierKey]);
    expect(proven.event).toMatchObject({ actor: 'employee/bo', subject: proposal.id });
    expect(proven.causes.map(({ reason }) => reason)).toContain('To spare the motor');
  });

  it('S37 what the machine does not do is a failure, and a state of the past is that of the past', async () => {
    const registers = new Uint16Array(10);
    registers[0] = 1000;
    const served = await serve({ plants: [await plantAt(await device(registers))] });
    const office = new DecisionsClient(new ApiClient(served.server.url, served.server.token), 'tiny');
    await until('the speed', async () => (await served.api.signal('tiny', SPEED)).value === 1000);
    const before = Date.now();
    const submit = (value: number) =>
      office.command({
        id: randomUUID(),
        type: 'act-in-emergency',
        subject: 'twin/hall/pump1/motor',
        data: { changes: [{ signal: SPEED, value }], promises: [], evidence: [] },
        reason: 'Nobody else is here',
      });
    const refused = await submit(5000).catch((error: unknown) => error);
    expect(refused instanceof ApiError && refused.problem.detail).toMatch(/range|3000/);
    await submit(1200);
    const one = await until('the outcome', async () => {
      const [found] = await office.state('proposals');
      return ['done', 'failed'].includes(found.state) ? found : undefined;
    });
    expect(one).toMatchObject({ state: 'done', emergency: true });
    expect(registers[0]).toBe(1200);
    expect(await office.state('proposals', before)).toEqual([]);
  });

  it('S37 over MQTT an approved change reaches the machine once and is read back; a machine that is gone gets nothing', async () => {
    const served = await serve({ plants: [await plantWithBroker()] });
    const port = await until('the broker', async () => {
      const [{ endpoint }] = await served.api.sources('tiny');
      return Number(/:([1-9]\d*)$/.exec(endpoint)?.[1]) || undefined;
    });
    const office = new DecisionsClient(new ApiClient(served.server.url, served.server.token), 'tiny');
    const machine = await mqttMachine(port, 1000);
    await until('the speed', async () => (await served.api.signal('tiny', SPEED)).value === 1000);
    const act = async (value: number) => {
      await office.command({
        id: randomUUID(),
        type: 'act-in-emergency',
        subject: 'twin/hall/pump1/motor',
        data: { changes: [{ signal: SPEED, value }], promises: [], evidence: [] },
        reason: 'Nobody else is here',
      });
      return until('the outcome', async () => {
        const found = (await office.state('proposals')).find(({ changes }) => changes[0].value === value);
        return found !== undefined && ['done', 'failed'].includes(found.state) ? found : undefined;
      });
    };
    expect(await act(1200)).toMatchObject({ state: 'done', readBack: [{ met: true, read: 1200 }] });
    expect(machine.told).toEqual(['{"speed":1200}']);
    machine.die();
    await until('the gap', async () => (await served.api.signal('tiny', SPEED)).quality !== 0);
    const failed = await act(1300).catch((error: unknown) => error);
    const why = failed instanceof ApiError ? failed.problem.detail : JSON.stringify(failed);
    expect(why).toMatch(/was lost|not good|stale/);
    expect(machine.told).toHaveLength(1);
  });

  it('S38 files are kept by their content, served as attachments, and are what they say', async () => {
    const served = await serve();
    const office = new DecisionsClient(new ApiClient(served.server.url, served.server.token), 'tiny');
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.alloc(100),
    ]);
    const kept = await office.keepFile(new Blob([png], { type: 'image/png' }));
    expect(await office.keepFile(new Blob([png], { type: 'image/png' }))).toEqual(kept);
    const answer = await served.get(office.fileAddress(kept.hash));
    expect(Buffer.from(await answer.arrayBuffer()).equals(png)).toBe(true);
    expect(answer.headers.get('content-disposition')).toBe('attachment');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const html = new Blob(['<script>alert(1)</script>'], { type: 'image/png' });
    await expect(office.keepFile(html)).rejects.toThrow(/not what its content type says/);
    await expect(office.keepFile(new Blob(['<svg/>'], { type: 'image/svg+xml' }))).rejects.toMatchObject({
      status: 415,
    });
    const large = new Blob([png, Buffer.alloc(21 * 1024 * 1024)], { type: 'image/png' });
    await expect(office.keepFile(large)).rejects.toThrow();
    expect((await served.get(office.fileAddress('0'.repeat(64)))).status).toBe(404);
    expect((await served.get(office.fileAddress('..%2f..%2ftoken'))).status).toBe(400);
  });
});
