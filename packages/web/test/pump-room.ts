/** The real server with a small plant that has something to show in every view, for browser tests. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RunningServer, startServer } from '@millwright/server';
import { ApiClient, DecisionsClient } from '@millwright/server/client';
import { builtPage } from './built-page.ts';

export const PUMP_ROOM = 'pump-room';
export const PUMP = 'room/pump1';
export const VIBRATION = `${PUMP}.vibration`;

const DOCUMENTS: Readonly<Record<string, string>> = {
  'plant.yaml': `plant: ${PUMP_ROOM}
name: { en: Pump room, zh: 泵房 }
timezone: Europe/Berlin
kpi: ${VIBRATION}
`,
  'types/pump.yaml': `type: pump
name: { en: Pump, zh: 泵 }
signals:
  vibration: { unit: mm/s, range: [0, 20], normal: [0, 4], resolution: 0.01, name: { en: Vibration, zh: 振动 } }
  speed: { unit: /min, range: [0, 3000], name: { en: Speed, zh: 转速 } }
  excess: { unit: mm/s, formula: "vibration - 4 mm/s", resolution: 0.01, name: { en: Excess vibration, zh: 超出量 } }
alarms:
  vibration-high:
    name: { en: Vibration high, zh: 振动高 }
    when: vibration > 7 mm/s
    delay: 0 s
    offDelay: 1 min
    priority: high
    respond: { en: Change the bearing., zh: 更换轴承。 }
shape: { kind: motor, params: { length: 1, diameter: 0.6 } }
`,
  'twins.yaml': `twins:
  - { path: room, name: { en: Room, zh: 房间 } }
  - { path: ${PUMP}, type: pump, name: { en: Pump 1, zh: 1号泵 } }
  - { path: room/pump2, type: pump, name: { en: Pump 2, zh: 2号泵 }, place: { at: [3, 0, 0] } }
`,
  'sources.yaml':
    'sources:\n  push: { type: http, signals: { "room/*.vibration": push, "room/*.speed": push } }\n',
  'work/routes.yaml': `routes:
  pump-round:
    name: { en: Round of the pumps, zh: 水泵巡检 }
    stops:
      - twin: ${PUMP}
        checks:
          - { check: temperature, text: { en: Temperature by hand, zh: 手测温度 }, kind: value, unit: Cel, limits: [15, 75] }
          - { check: picture, text: { en: Picture of the seal, zh: 密封照片 }, kind: photo }
`,
  'work/plans.yaml': `plans:
  monthly:
    name: { en: Monthly service, zh: 月度保养 }
    kind: preventive
    twins: [${PUMP}]
    calendar: { every: { days: 30 }, at: "06:00", from: "2026-01-01" }
`,
};

export interface PumpRoom {
  server: RunningServer;
  api: ApiClient;
  decisions: DecisionsClient;
  close(): Promise<void>;
}

/** Starts it, with one alarm standing and an order, a round and an entry of the log. */
export async function startPumpRoom(): Promise<PumpRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-web-'));
  for (const [file, text] of Object.entries(DOCUMENTS)) {
    await mkdir(dirname(join(folder, 'plant', file)), { recursive: true });
    await writeFile(join(folder, 'plant', file), text);
  }
  const server = await startServer({
    plants: [join(folder, 'plant')],
    port: 0,
    data: join(folder, 'data'),
    page: await builtPage(),
    log: () => {},
  });
  const api = new ApiClient(server.url, server.token);
  const decisions = new DecisionsClient(api, PUMP_ROOM);
  const now = Date.now();
  await api.postSamples(
    PUMP_ROOM,
    [2.5, 2.6, 8.5].flatMap((value, i) => [
      { path: VIBRATION, value, time: now - 2000 + 1000 * i },
      { path: 'room/pump2.vibration', value: 2.1, time: now - 2000 + 1000 * i },
      { path: `${PUMP}.speed`, value: 1480 + i, time: now - 2000 + 1000 * i },
    ]),
  );
  const command = (type: string, subject: string, data: Record<string, unknown>) =>
    decisions.command({ id: type, type, subject, data });
  await command('create-order', `twin/${PUMP}`, { title: 'Change the bearing', priority: 'high' });
  await command('call-round', 'plant', { route: 'pump-round' });
  await command('add-log-entry', 'plant', { text: 'Pump 1 is loud.' });
  return {
    server,
    api,
    decisions,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
