/**
 * The way to the machines. It exists so that plants, screens and checks can be built on it, and it stays closed:
 * whatever the checks find, the request is refused, because nothing may be written to a machine without an approval.
 */
import type { Plant, SignalRef } from '@millwright/model';
import { describeRaw, toNumber } from './conversion.ts';
import type { WriteRequest } from './source.ts';

/** At most so many requests are checked at once. */
const MAX_REQUESTS = 1_000;

/** What the checks found for one request; no faults means that it could be written once it is approved. */
export interface WriteCheck {
  path: string;
  /** The value in the signal's unit, where it could be read. */
  value?: number;
  faults: string[];
}

/** Always the outcome of `Source.write`. */
export class WriteRefused extends Error {
  readonly checks: readonly WriteCheck[];

  constructor(checks: readonly WriteCheck[]) {
    const faulty = checks.filter((check) => check.faults.length > 0);
    const found = faulty.map((check) => `${check.path}: ${check.faults.join('; ')}`).join('. ');
    super(
      `nothing was written: writing to machines needs an approval, and this version has no approvals.${
        found === '' ? ' The checks found no fault.' : ` The checks also found: ${found}.`
      }`,
    );
    this.name = 'WriteRefused';
    this.checks = checks;
  }
}

/** A request that passed the checks against the plant, for the checks against the peer. */
export interface PlannedWrite {
  check: WriteCheck;
  signal: SignalRef;
  /** In the signal's unit. */
  value: number;
  request: WriteRequest;
}

/** Checks requests against the plant: known path, settable kind, a finite number or known state, within the range. */
export function checkWrites(
  plant: Plant,
  requests: readonly WriteRequest[],
): { checks: WriteCheck[]; planned: PlannedWrite[] } {
  if (requests.length > MAX_REQUESTS) {
    throw new RangeError(`${requests.length} values to write at once; at most ${MAX_REQUESTS} are checked`);
  }
  const checks: WriteCheck[] = [];
  const planned: PlannedWrite[] = [];
  for (const request of requests) {
    const check: WriteCheck = { path: request.path, faults: [] };
    checks.push(check);
    const id = plant.signalId(request.path);
    if (id === undefined) {
      check.faults.push('the plant has no such signal');
      continue;
    }
    const signal = plant.signalAt(id);
    const { kind, range, states, unit } = signal.type;
    if (kind === 'derived') check.faults.push('a derived signal comes from a formula and cannot be written');
    if (kind === 'measured')
      check.faults.push('a measured signal cannot be written; only setpoints and states can');
    const value = toNumber(request.value, states);
    if (value === undefined || !Number.isFinite(value)) {
      check.faults.push(`${describeRaw(request.value)} is no number or known state`);
      continue;
    }
    if (states !== undefined && !states.has(value)) {
      check.faults.push(`${value} is none of the states ${[...states.keys()].join(', ')}`);
    }
    if (range !== undefined && (value < range[0] || value > range[1])) {
      check.faults.push(`${value} ${unit.code} is outside the range ${range[0]} to ${range[1]}`);
    }
    check.value = value;
    planned.push({ check, signal, value, request });
  }
  return { checks, planned };
}
