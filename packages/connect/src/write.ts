/**
 * The way to the machines. Requests are checked against the plant here, against the peer in each protocol; what is written
 * was approved before, and the event that says so is named with every write.
 */
import type { Plant, SignalRef } from '@millwright/model';
import { describeRaw, toNumber } from './conversion.ts';
import type { WriteAuthority, WriteCheck, WriteRequest } from './source.ts';

/** At most so many requests are checked at once. */
const MAX_REQUESTS = 1_000;

/** The checks found faults: nothing was written. */
export class WriteRefused extends Error {
  override name = 'WriteRefused';
  readonly checks: readonly WriteCheck[];

  constructor(checks: readonly WriteCheck[]) {
    const found = checks
      .filter(({ faults }) => faults.length > 0)
      .map(({ path, faults }) => `${path}: ${faults.join('; ')}`);
    super(`nothing was written: ${found.join('. ')}.`);
    this.checks = checks;
  }
}

/** The peer may or may not have taken the values: the connection broke between request and answer. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

/** Throws WriteRefused where a check found a fault, and an Error where nothing says that the write was approved. */
export function requireWritable(checks: readonly WriteCheck[], authority: WriteAuthority): void {
  if (authority.proposal === '' || !Number.isSafeInteger(authority.event) || authority.event < 0) {
    throw new Error('nothing was written: no approval was named');
  }
  if (checks.some(({ faults }) => faults.length > 0)) throw new WriteRefused(checks);
}

/** The checks of a source that writes nothing. */
export function notWritable(requests: readonly WriteRequest[], why: string): WriteCheck[] {
  return requests.map(({ path }) => ({ path, faults: [why] }));
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
  const seen = new Set<string>();
  for (const request of requests) {
    const check: WriteCheck = { path: request.path, faults: [] };
    checks.push(check);
    if (seen.has(request.path)) check.faults.push('it is asked for twice');
    seen.add(request.path);
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
