import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrame } from '../api/frames.ts';
import { type Columns, type Member, SubscriptionGroup } from './group.ts';

const SIGNALS = 6;

function columns(): Columns {
  return {
    values: new Float64Array(SIGNALS).fill(Number.NaN),
    times: new Float64Array(SIGNALS).fill(Number.NaN),
    quality: new Uint8Array(SIGNALS),
  };
}

/** A member that keeps what it knows, as a client would. */
class Screen implements Member {
  lastTick = -1;
  open = true;
  frames: Uint8Array[] = [];
  readonly known = new Map<number, number>();
  readonly subscription: number;

  constructor(subscription: number) {
    this.subscription = subscription;
  }

  ready(): boolean {
    return this.open;
  }

  send(bytes: Uint8Array): void {
    this.frames.push(bytes);
    const frame = readFrame(Uint8Array.from(bytes).buffer);
    if (frame.subscription !== this.subscription) throw new Error('a frame of another subscription');
    frame.index.forEach((index, k) => void this.known.set(index, frame.value[k]));
  }
}

function groupOf(...members: Screen[]) {
  const marks = { ticks: new Uint32Array(SIGNALS), tick: 0 };
  const live = columns();
  const ids = Uint32Array.of(5, 3, 1);
  const group = new SubscriptionGroup(ids, ['a', 'b', 'c'], 0, marks, live);
  for (const member of members) group.join(member);
  const set = (changes: [number, number][]) => {
    for (const [id, value] of changes) {
      live.values[id] = value;
      live.times[id] = marks.tick;
    }
    marks.tick++;
    for (const [id] of changes) marks.ticks[id] = marks.tick;
  };
  return { group, set };
}

describe('subscription group', () => {
  it('S15 members with the same number share one encoded frame; others get a copy with their number', () => {
    const [one, same, other] = [new Screen(1), new Screen(1), new Screen(2)];
    const { group, set } = groupOf(one, same, other);
    set([[3, 7]]);
    group.emit(0);
    expect(one.frames.at(-1)).toBe(same.frames.at(-1));
    expect(other.frames.at(-1)).not.toBe(one.frames.at(-1));
    for (const screen of [one, same, other]) expect([...screen.known]).toEqual([[1, 7]]);
  });

  it('S15 nothing is sent when nothing changed, or before a frame is due', () => {
    const screen = new Screen(1);
    const { group, set } = groupOf(screen);
    const before = screen.frames.length;
    set([[0, 1]]); // not in the group
    group.emit(0);
    expect(screen.frames.length).toBe(before);
  });

  it('S18 whatever frames a slow member misses, it ends up knowing the newest of everything', () => {
    const step = fc.record({
      changes: fc.array(fc.tuple(fc.nat(SIGNALS - 1), fc.integer({ min: 0, max: 1000 })), { maxLength: 4 }),
      open: fc.tuple(fc.boolean(), fc.boolean()),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const screens = [new Screen(1), new Screen(2)];
        const { group, set } = groupOf(...screens);
        const truth = new Map<number, number>();
        steps.forEach(({ changes, open }, i) => {
          set(changes);
          for (const [id, value] of changes) {
            const index = [5, 3, 1].indexOf(id);
            if (index >= 0) truth.set(index, value);
          }
          screens[0].open = open[0];
          screens[1].open = open[1];
          group.emit(i * 100);
        });
        for (const screen of screens) screen.open = true;
        set([]);
        group.emit(1e6);
        for (const screen of screens)
          expect(new Map([...screen.known].sort())).toEqual(new Map([...truth].sort()));
      }),
    );
  });
});
