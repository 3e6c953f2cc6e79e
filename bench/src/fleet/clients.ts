/**
 * Process of the fleet benchmark: WebSocket clients that subscribe to some machines each and measure how old a sample
 * is when it arrives. Both clocks are this machine's, and the source writes its time when it sends.
 *
 * Started by fork with arguments: address, token, number of clients, machines each, machines in all. Answers the
 * message `report` with a `ClientReport`.
 */
import WebSocket from 'ws';
import { readFrame } from '../../../packages/server/src/api/frames.ts';
import { machineName, SIGNALS } from './plant.ts';

export interface ClientReport {
  samples: number;
  frames: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Latencies in 1 ms classes; the last one holds everything above. */
const histogram = new Uint32Array(60_001);
let samples = 0;
let frames = 0;
let measuring = false;

function take(message: ArrayBuffer): void {
  const frame = readFrame(message);
  if (!measuring) return;
  const now = Date.now();
  frames++;
  for (let i = 0; i < frame.index.length; i++) {
    const age = Math.max(0, Math.round(now - frame.base - frame.time[i]));
    histogram[Math.min(histogram.length - 1, age)]++;
    samples++;
  }
}

function percentile(share: number): number {
  let left = Math.ceil(samples * share);
  for (let ms = 0; ms < histogram.length; ms++) {
    left -= histogram[ms];
    if (left <= 0) return ms;
  }
  return histogram.length - 1;
}

const [address, token, count, machinesEach, machines] = process.argv.slice(2);
for (let client = 0; client < Number(count); client++) {
  const socket = new WebSocket(address, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  socket.on('open', () => {
    const paths: string[] = [];
    for (let k = 0; k < Number(machinesEach); k++) {
      const machine = machineName((client * 997 + k * 131) % Number(machines));
      for (let signal = 0; signal < SIGNALS; signal++) {
        paths.push(`fleet/${machine}.s${String(signal).padStart(3, '0')}`);
      }
    }
    socket.send(
      JSON.stringify({ type: 'subscribe', subscription: 1, plant: 'fleet', signals: paths, every: 0 }),
    );
  });
  socket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof ArrayBuffer) take(data);
  });
  socket.on('error', (error) => {
    console.error(`client ${client}: ${error.message}`);
    process.exit(1);
  });
}

process.on('message', (message) => {
  if (message === 'measure') measuring = true;
  if (message === 'report') {
    const report: ClientReport = {
      samples,
      frames,
      p50Ms: percentile(0.5),
      p99Ms: percentile(0.99),
      maxMs: percentile(1),
    };
    process.send?.(report);
  }
});
process.on('disconnect', () => process.exit(0));
