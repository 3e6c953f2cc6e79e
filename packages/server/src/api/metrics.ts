/** `/metrics` in the text format of Prometheus (version 0.0.4). */
import type { Services } from './services.ts';

type Labels = Readonly<Record<string, string>>;

/** Collects samples by metric, so that the lines of one metric stand together as the format asks. */
export class Exposition {
  #metrics = new Map<string, { head: string; lines: string[] }>();

  add(name: string, type: 'counter' | 'gauge', help: string, value: number, labels: Labels = {}): void {
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      metric = { head: `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, lines: [] };
      this.#metrics.set(name, metric);
    }
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    metric.lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`);
  }

  toString(): string {
    return Array.from(this.#metrics.values(), ({ head, lines }) => head + lines.join('')).join('');
  }
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

const STATES = ['stopped', 'connecting', 'connected', 'degraded', 'failed'] as const;

export function metricsText(services: Services): string {
  const out = new Exposition();
  const cpu = process.cpuUsage();
  const memory = process.memoryUsage();
  out.add('process_cpu_seconds_total', 'counter', 'User and system CPU time.', (cpu.user + cpu.system) / 1e6);
  out.add('process_resident_memory_bytes', 'gauge', 'Resident memory.', memory.rss);
  out.add(
    'process_start_time_seconds',
    'gauge',
    'Start of the process since 1970.',
    Date.now() / 1000 - process.uptime(),
  );
  out.add('nodejs_heap_used_bytes', 'gauge', 'Memory used by the JavaScript heap.', memory.heapUsed);
  const delay = services.loopDelay.read();
  const loop = 'How late timers fire on the main thread, over the last 15 s.';
  out.add('millwright_event_loop_delay_seconds', 'gauge', loop, delay.p50 / 1000, { quantile: '0.5' });
  out.add('millwright_event_loop_delay_seconds', 'gauge', loop, delay.p99 / 1000, { quantile: '0.99' });
  out.add('millwright_websocket_clients', 'gauge', 'Connected WebSocket clients.', services.hub.clients.size);
  out.add(
    'millwright_websocket_subscriptions',
    'gauge',
    'Subscriptions of all clients.',
    services.hub.subscriptionCount,
  );
  out.add(
    'millwright_websocket_frames_skipped_total',
    'counter',
    'Frames left out because a client was slow.',
    services.hub.skippedFrames,
  );
  for (const [plant, runtime] of services.plants) addPlant(out, plant, runtime);
  return out.toString();
}

function addPlant(
  out: Exposition,
  plant: string,
  runtime: Services['plants'] extends ReadonlyMap<string, infer R> ? R : never,
): void {
  const labels = { plant };
  const { samples, derived, lastTickMs, ticks } = runtime.pipeline.statistics;
  out.add('millwright_signals', 'gauge', 'Signals of the plant.', runtime.plant.signalCount, labels);
  out.add('millwright_samples_total', 'counter', 'Samples that arrived.', samples, labels);
  out.add('millwright_derived_samples_total', 'counter', 'Samples computed by formulas.', derived, labels);
  for (const [name, value] of Object.entries(runtime.liveStatistics())) {
    const snake = name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    out.add(`millwright_live_${snake}`, 'gauge', 'Counted by the live store.', value, labels);
  }
  out.add('millwright_ticks_total', 'counter', 'Steps of the pipeline.', ticks, labels);
  out.add('millwright_tick_seconds', 'gauge', 'Duration of the last step.', lastTickMs / 1000, labels);
  const recorder = runtime.recorder.status();
  out.add(
    'millwright_historian_waiting_samples',
    'gauge',
    'Samples not yet on disk.',
    recorder.waiting,
    labels,
  );
  out.add(
    'millwright_historian_stored_samples_total',
    'counter',
    'Samples on disk.',
    recorder.stored,
    labels,
  );
  out.add('millwright_historian_lost_samples_total', 'counter', 'Samples given up.', recorder.lost, labels);
  out.add(
    'millwright_alarms_standing',
    'gauge',
    'Alarms that stand.',
    runtime.standingAlarms().length,
    labels,
  );
  for (const source of runtime.sourceInfos()) {
    const of = { plant, source: source.name, kind: source.kind };
    for (const state of STATES) {
      const is = state === source.state ? 1 : 0;
      out.add('millwright_source_state', 'gauge', '1 for the state the source is in.', is, { ...of, state });
    }
    out.add(
      'millwright_source_samples_total',
      'counter',
      'Samples a source delivered.',
      source.samplesTotal,
      of,
    );
    out.add(
      'millwright_source_samples_per_second',
      'gauge',
      'Rate of a source.',
      source.samplesPerSecond,
      of,
    );
    out.add(
      'millwright_source_rejected_total',
      'counter',
      'Samples a source refused.',
      source.rejectedTotal,
      of,
    );
  }
}
