/**
 * Serves the built page and the API of the fixture plant over real HTTP and a real WebSocket on a free port.
 * Answers go through the schemas of the server, so that the fixture cannot drift from them.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { allocateFrame, allocateStates, schemas } from '@millwright/server';
import { type WebSocket, WebSocketServer } from 'ws';
import { BAD_BEARING, badBearingAlarm, plantInfo, SIGNALS, TWINS, TYPES, valueAt } from './fixture-plant.ts';

const TYPES_OF_FILES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const HISTORY_MS = 30 * 60_000;
const FRAME_MS = 200;

export interface Fixture {
  url: string;
  raisedAt: number;
  /** Counts of requests by the last word of their route. */
  requests: Map<string, number>;
  /** Cuts all WebSockets and refuses new ones until `on` is true again. */
  connect(on: boolean): void;
  close(): Promise<void>;
}

/** `page`: folder of the built page. */
export async function startFixture(page: string): Promise<Fixture> {
  const started = Date.now();
  const first = started - HISTORY_MS;
  const raisedAt = started - 90_000;
  const requests = new Map<string, number>();
  let open = true;

  const api = (path: string, query: URLSearchParams): unknown => {
    const [plant, kind, signalPath, what] = path.split('/').map(decodeURIComponent);
    const count = what ?? kind ?? plant;
    requests.set(count, (requests.get(count) ?? 0) + 1);
    const now = Date.now();
    const at = query.has('at') ? Number(query.get('at')) : now;
    if (!plant) return { items: [{ id: 'fixture', label: plantInfo(now, first).label }] };
    if (!kind) return schemas.PlantInfo.parse(plantInfo(now, first));
    if (kind === 'types') return { items: TYPES.map((each) => schemas.TwinTypeInfo.parse(each)) };
    if (kind === 'twins') return { items: TWINS.map((each) => schemas.TwinInfo.parse(each)) };
    if (kind === 'sources') return { items: [source(now, started)] };
    if (kind === 'state') {
      const times = SIGNALS.map(() => Math.floor(at / 1000) * 1000);
      const values = SIGNALS.map((each) => valueAt(each, times[0], raisedAt));
      return schemas.StateAnswer.parse({ at, paths: SIGNALS, times, values, quality: SIGNALS.map(() => 0) });
    }
    if (kind === 'states') return states(query, raisedAt);
    if (kind === 'alarms') {
      const until = query.has('to') ? Number(query.get('to')) : at;
      return schemas.AlarmsAnswer.parse({ items: until >= raisedAt ? [badBearingAlarm(raisedAt)] : [] });
    }
    if (kind === 'signals' && what === 'samples') return samples(signalPath, query, raisedAt, first);
    if (kind === 'signals' && what === 'statistics') return statistics(signalPath, query, raisedAt);
    if (kind === 'signals' && what === 'explain') return explain(signalPath, at, raisedAt);
    if (kind === 'signals') return { items: signalInfos(query.get('twin') ?? '', now, raisedAt), next: null };
    return undefined;
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    const prefix = '/api/v1/plants';
    if (url.pathname === '/api/v1/health') {
      return json(response, { status: 'ok', version: '0', uptimeSeconds: 1, problems: [] });
    }
    if (url.pathname.startsWith(prefix)) {
      const answer = api(url.pathname.slice(prefix.length + 1), url.searchParams);
      if (answer === undefined) {
        response.statusCode = 404;
        return json(response, {
          type: '/problems/not-found',
          title: 'Not found',
          status: 404,
          detail: url.pathname,
        });
      }
      if (answer instanceof Uint8Array) return void response.end(answer);
      return json(response, answer);
    }
    void file(response, page, url.pathname);
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'millwright.v1' });
  server.on('upgrade', (request, socket, head) => {
    if (!open) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => feed(ws, raisedAt));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fixture has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    raisedAt,
    requests,
    connect(on) {
      open = on;
      if (!on) for (const client of sockets.clients) client.terminate();
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function feed(ws: WebSocket, raisedAt: number): void {
  let frames: ReturnType<typeof setInterval> | undefined;
  const clock = setInterval(() => ws.send(JSON.stringify({ type: 'clock', now: Date.now() })), 1000);
  ws.on('message', (data) => {
    const message = schemas.ClientMessage.parse(JSON.parse(String(data)));
    if (message.type !== 'subscribe') return;
    ws.send(
      JSON.stringify({ type: 'subscribed', subscription: message.subscription, paths: SIGNALS, unknown: [] }),
    );
    const send = () => {
      const now = Date.now();
      const frame = allocateFrame(message.subscription, SIGNALS.length, now);
      SIGNALS.forEach((path, i) => {
        frame.index[i] = i;
        frame.value[i] = valueAt(path, now, raisedAt);
      });
      ws.send(frame.bytes);
    };
    clearInterval(frames);
    frames = setInterval(send, FRAME_MS);
    send();
  });
  ws.on('close', () => {
    clearInterval(frames);
    clearInterval(clock);
  });
}

/** Everything has a new value each second. */
function states(query: URLSearchParams, raisedAt: number): Uint8Array {
  const from = Number(query.get('from'));
  const step = Number(query.get('step'));
  const count = Number(query.get('count'));
  const frame = allocateStates(SIGNALS.length, from, step, count, count * SIGNALS.length);
  frame.counts.fill(SIGNALS.length);
  for (let k = 0, i = 0; k < count; k++) {
    const time = Math.floor((from + k * step) / 1000) * 1000;
    for (let index = 0; index < SIGNALS.length; index++, i++) {
      frame.index[i] = index;
      frame.value[i] = valueAt(SIGNALS[index], time, raisedAt);
      frame.age[i] = from + k * step - time;
    }
  }
  return frame.bytes;
}

function samples(path: string, query: URLSearchParams, raisedAt: number, first: number): unknown {
  const from = Math.max(first, Number(query.get('from')));
  const to = Math.min(Date.now(), Number(query.get('to')));
  const points = Number(query.get('points') ?? 1000);
  const unit =
    TYPES.flatMap((each) => each.signals).find((each) => path.endsWith(`.${each.name}`))?.unit ?? '1';
  const count = Math.max(0, Math.floor((to - from) / 1000));
  if (count <= points) {
    const times = Array.from({ length: count }, (_, i) => Math.floor(from / 1000) * 1000 + i * 1000);
    const values = times.map((time) => valueAt(path, time, raisedAt));
    return schemas.SamplesAnswer.parse({
      kind: 'raw',
      path,
      unit,
      times,
      values,
      quality: times.map(() => 0),
    });
  }
  const width = (to - from) / points;
  const times = Array.from({ length: points }, (_, i) => from + i * width);
  const mean = times.map((time) => valueAt(path, time + width / 2, raisedAt));
  const low = mean.map((value) => value * 0.98);
  const high = mean.map((value) => value * 1.02);
  return schemas.SamplesAnswer.parse({
    kind: 'buckets',
    path,
    unit,
    times,
    width,
    mean,
    min: low,
    max: high,
    count: times.map(() => 5),
  });
}

function statistics(path: string, query: URLSearchParams, raisedAt: number): unknown {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  const values = Array.from({ length: 60 }, (_, i) => valueAt(path, from + ((to - from) * i) / 60, raisedAt));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const limits = (query.get('limits') ?? '').split(',').filter(Boolean).map(Number);
  const seconds = (to - from) / 1000;
  const above = (limit: number) => (values.filter((value) => value > limit).length / values.length) * seconds;
  return schemas.StatisticsAnswer.parse({
    path,
    unit: '1',
    exact: true,
    samples: 60,
    seconds,
    min: Math.min(...values),
    max: Math.max(...values),
    mean,
    deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
    limits: limits.map((value) => ({ value, above: above(value), below: seconds - above(value) })),
  });
}

function explain(path: string, at: number, raisedAt: number): unknown {
  const vibration = `${path.slice(0, path.lastIndexOf('.'))}.vibration`;
  const leaf = { value: valueAt(vibration, at, raisedAt), unit: 'mm/s', quality: 0, time: at, children: [] };
  return schemas.ExplainAnswer.parse({
    path,
    at,
    formula: 'clamp((mean(vibration, 10 min) - 2.3 mm/s) / 8.9 mm/s, 0, 1)',
    root: {
      text: 'clamp((mean(vibration, 10 min) - 2.3 mm/s) / 8.9 mm/s, 0, 1)',
      value: valueAt(path, at, raisedAt),
      unit: '1',
      quality: 0,
      time: at,
      children: [
        {
          text: 'mean(vibration, 10 min)',
          value: leaf.value,
          unit: 'mm/s',
          quality: 0,
          time: at,
          children: [{ ...leaf, text: 'vibration', signal: vibration }],
        },
      ],
    },
  });
}

function signalInfos(prefix: string, now: number, raisedAt: number) {
  return SIGNALS.filter((path) => path.startsWith(prefix)).map((path) => {
    const twin = path.slice(0, path.lastIndexOf('.'));
    const name = path.slice(path.lastIndexOf('.') + 1);
    const type = TWINS.find((each) => each.path === twin)?.type ?? '';
    const signal = TYPES.find((each) => each.name === type)?.signals.find((each) => each.name === name);
    return schemas.SignalInfo.parse({
      path,
      twin,
      type,
      name,
      label: signal?.label ?? { en: name },
      unit: signal?.unit ?? '1',
      kind: signal?.kind ?? 'measured',
      value: valueAt(path, now, raisedAt),
      time: now,
      quality: 0,
      ...(signal?.formula ? {} : { source: 'plc', address: `s=${path}` }),
    });
  });
}

function source(now: number, started: number) {
  return schemas.SourceInfo.parse({
    name: 'plc',
    label: { en: 'Mill PLC', zh: '轧机 PLC' },
    kind: 'opc-ua',
    state: 'connected',
    endpoint: 'opc.tcp://127.0.0.1:4840',
    samplesPerSecond: SIGNALS.length * 5,
    samplesTotal: 123_456,
    rejectedTotal: 0,
    signals: SIGNALS.length,
    lastSampleAt: now,
    since: started,
    lastError: { at: started - 1000, message: `the connection was refused before ${BAD_BEARING} was known` },
  });
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

async function file(response: ServerResponse, page: string, path: string): Promise<void> {
  const name = path === '/' ? 'index.html' : normalize(path).replace(/^(\.\.[/\\])+/, '');
  try {
    const body = await readFile(join(page, name));
    response.setHeader('content-type', TYPES_OF_FILES[extname(name)] ?? 'application/octet-stream');
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
