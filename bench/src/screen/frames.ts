/**
 * Processor time of the page's script in each animation frame, from the browser's own trace. The clock of a page also runs
 * while the software renderer has its core; this one does not.
 */
import type { Browser } from 'playwright-core';

/** What is read of an event of the trace (Trace Event Format): times in microseconds, `tdur` processor time of the thread. */
interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  pid: number;
  tdur?: number;
}

/** Frames begin here, script runs here, and the probe's mark says that something was drawn. */
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline.frame', 'blink.user_timing'];

/** Runs `work` and returns the processor time of the script of each frame in which something was drawn, ms. */
export async function scriptTimes(browser: Browser, work: () => Promise<void>): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) if (isTraceEvent(event)) events.push(event);
  });
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] },
    transferMode: 'ReportEvents',
  });
  try {
    await work();
  } finally {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
  }
  return timesOf(events);
}

function timesOf(events: TraceEvent[]): number[] {
  const drawing = new Set(events.flatMap(({ name, pid }) => (name === 'drawn' ? [pid] : [])));
  const times: number[] = [];
  let micros = 0;
  let drawn = false;
  for (const { name, pid, tdur = 0 } of events.toSorted((a, b) => a.ts - b.ts)) {
    if (!drawing.has(pid)) continue;
    if (name === 'BeginMainThreadFrame') {
      if (drawn) times.push(micros / 1000);
      micros = 0;
      drawn = false;
    } else if (name === 'FireAnimationFrame') micros += tdur;
    else if (name === 'drawn') drawn = true;
  }
  return times;
}

function isTraceEvent(event: object): event is TraceEvent {
  return 'name' in event && 'ph' in event && 'ts' in event && 'pid' in event;
}
