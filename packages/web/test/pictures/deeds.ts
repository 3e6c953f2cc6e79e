/**
 * What people do in the mill before it is photographed, through the API: an order from the alarm, its procedure, a round, a
 * change of a set point, entries of the shift log, a draft in Build. Every command has an id of its own, so that doing it again
 * changes nothing.
 */
import { createHash } from 'node:crypto';
import {
  type AlarmOccurrence,
  type ApiClient,
  ApiError,
  type CommandRequest,
  DecisionsClient,
  EngineeringClient,
} from '@millwright/server/client';

/** Ids of what now exists; a picture without its thing is left out. */
export interface Deeds {
  order?: string;
  round?: string;
  run?: string;
}

export async function doDeeds(api: ApiClient, plant: string, alarm: AlarmOccurrence): Promise<Deeds> {
  const decisions = new DecisionsClient(api, plant);
  const twin = `twin/${alarm.twin}`;
  const send = (command: Omit<CommandRequest, 'id'>) =>
    attempt(command.type, () => decisions.command({ id: idOf(command), ...command }));

  await send({
    type: 'add-employee',
    subject: 'employee/night-shift',
    data: { name: 'Night shift', kind: 'person', grants: [{ role: 'supervisor', place: '' }] },
  });
  await send({
    type: 'comment-alarm',
    subject: `alarm/${alarm.id}`,
    data: { text: 'Only this bearing; the three others of the stand are quiet.' },
  });
  await send({
    type: 'shelve-alarm',
    subject: 'alarm/coolant-system.filter-clogged@mill/coolant',
    data: { minutes: 480 },
    reason: 'Filter is being changed',
  });
  await send({
    type: 'create-order',
    subject: twin,
    data: {
      title: 'Bearing vibrates: prepare a roll change',
      description: 'Have a roll with a new bearing ready at the next coil change.',
      priority: 'high',
      alarm: alarm.id,
      procedure: 'inspect-backup-bearing',
    },
  });
  const order = (await decisions.state('orders')).find((one) => one.alarm === alarm.id)?.id;
  if (order !== undefined) await send({ type: 'start-order', subject: order, data: {} });
  await send({
    type: 'create-order',
    subject: 'twin/mill/coolant',
    data: { title: 'Clean the magnetic filter', kind: 'preventive', priority: 'low' },
  });
  await send({
    type: 'start-procedure',
    subject: twin,
    data: { procedure: 'inspect-backup-bearing', alarm: alarm.id },
  });
  const run = (await decisions.state('procedures')).at(-1)?.id;
  await send({ type: 'call-round', subject: 'twin/mill', data: { route: 'bearing-round' } });
  const round = (await decisions.state('rounds')).find((one) => one.state !== 'completed')?.id;
  if (round !== undefined) await send({ type: 'start-round', subject: round, data: {} });
  for (const text of [
    'Stand 3 runs rough since the last coil; vibration watched.',
    'Coil changed without a stop.',
  ]) {
    await send({ type: 'add-log-entry', subject: 'plant', data: { text } });
  }
  await send({
    type: 'propose-change',
    subject: 'twin/mill',
    reason: 'Slower until the roll is changed, so that the bearing lasts',
    data: {
      changes: [{ signal: 'mill.runSpeedSetpoint', value: 700 }],
      promises: [{ signal: `${alarm.twin}.vibration`, comparison: '<', value: 7.1, within: 10 * 60_000 }],
      evidence: [{ kind: 'alarm', ref: alarm.id }],
      priority: 'high',
      minutes: 60,
    },
  });
  const engineering = new EngineeringClient(api, plant);
  await attempt('the draft', async () => {
    const { version, files } = await engineering.info();
    if (files.length > 0) return;
    await engineering.change(version, 'Set normal of vibration', [
      {
        op: 'set',
        file: 'types/backup-bearing.yaml',
        path: ['signals', 'vibration', 'normal'],
        value: [0, 3.2],
      },
    ]);
  });
  return { order, round, run };
}

/** The same for the same command. */
function idOf(command: Omit<CommandRequest, 'id'>): string {
  return `pictures-${createHash('sha256').update(JSON.stringify(command)).digest('hex')}`;
}

/** Goes on without what the plant refuses at this moment, such as a change while the line stands still, and says so. */
async function attempt(what: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error;
    process.stdout.write(`  without ${what}: ${error.message}\n`);
  }
}
