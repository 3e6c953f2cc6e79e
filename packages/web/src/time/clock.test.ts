import { expect, it } from 'vitest';
import { Clock } from './clock.ts';

function make(start = 1_000_000) {
  let wall = start;
  const clock = new Clock(() => wall);
  return { clock, pass: (ms: number) => (wall += ms) };
}

it('W1 LIVE follows the server clock by the message that travelled fastest', () => {
  const { clock, pass } = make();
  clock.sync(1_005_000);
  expect(clock.now()).toBe(1_005_000);
  pass(1000);
  clock.sync(1_005_700);
  expect(clock.now()).toBe(1_006_000);
});

it('W1 REPLAY stands, plays at its speed and becomes LIVE when it catches up', () => {
  const { clock, pass } = make();
  clock.seek(900_000);
  expect(clock.state).toMatchObject({ mode: 'replay', playing: false });
  pass(500);
  expect(clock.now()).toBe(900_000);
  clock.play(60);
  pass(1000);
  expect(clock.now()).toBe(960_000);
  clock.setSpeed(10);
  pass(1000);
  expect(clock.now()).toBe(970_000);
  clock.setSpeed(600);
  pass(60_000);
  expect(clock.now()).toBe(clock.serverNow());
  clock.tick();
  expect(clock.live).toBe(true);
});

it('W1 an instant in the future is LIVE, one before the first sample is the first sample', () => {
  const { clock } = make();
  clock.earliest = 500_000;
  clock.seek(100_000);
  expect(clock.now()).toBe(500_000);
  clock.seek(2_000_000);
  expect(clock.live).toBe(true);
});

it('W1 scrubbing holds time and tells each move; letting go near now returns to LIVE', () => {
  const { clock, pass } = make();
  let calls = 0;
  const off = clock.subscribe(() => calls++);
  clock.startScrub();
  clock.scrubTo(950_000);
  pass(3000);
  expect(clock.now()).toBe(950_000);
  clock.endScrub();
  expect(clock.state).toMatchObject({ mode: 'replay', scrubbing: false, playing: false });
  clock.startScrub();
  clock.scrubTo(1_002_990);
  clock.endScrub(100);
  expect(clock.live).toBe(true);
  expect(calls).toBe(6);
  off();
  clock.pause();
  expect(calls).toBe(6);
});
