/** Every file of a journal is damaged in turn: what is said, what survives, and that nothing goes on silently. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Journal } from './index.ts';
import { fill } from './testing/events.ts';
import { ORIGIN, openJournal, temporaryFolder } from './testing/folders.ts';
import { type VerifyReport, verifyLog } from './verify/verify.ts';

const EVENTS = 1000; // 3 full bundles, a partial one of 232, level 1 of width 3
const DAMAGES = {
  missing: (file: string) => fs.rmSync(file),
  empty: (file: string) => fs.writeFileSync(file, ''),
  cut: (file: string) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2)),
  longer: (file: string) => fs.appendFileSync(file, 'x'),
  'flipped bit': (file: string) => {
    const bytes = fs.readFileSync(file);
    bytes[Math.floor(bytes.length * 0.7)] ^= 4;
    fs.writeFileSync(file, bytes);
  },
};

async function original(): Promise<{ folder: string; key: string }> {
  const folder = temporaryFolder();
  const journal = await openJournal(folder);
  await fill(journal, EVENTS);
  await journal.close();
  return { folder, key: journal.verifierKey };
}

function damagedCopy(folder: string, name: string, damage: (file: string) => void): string {
  const copy = temporaryFolder();
  fs.cpSync(folder, copy, { recursive: true });
  damage(path.join(copy, 'log', name));
  return copy;
}

async function verify(folder: string, key: string, more = {}): Promise<VerifyReport> {
  return verifyLog({ folder: path.join(folder, 'log'), keys: [key], ...more });
}

/** Reads all events and proves one of each bundle; the message of the first error. */
async function use(folder: string): Promise<string> {
  let journal: Journal;
  try {
    journal = await Journal.open({ folder, origin: ORIGIN, log: () => {} });
  } catch (error) {
    return String(error);
  }
  onTestFinished(() => journal.close());
  try {
    await journal.read(0, journal.size);
    for (let seq = 0; seq < journal.size; seq += 256) await journal.prove(seq);
    return 'nothing';
  } catch (error) {
    return String(error);
  } finally {
    await journal.close();
  }
}

describe('damage', () => {
  it('J8 of a bundle: told with file and events, the other events survive, and the damage stops what needs them', async () => {
    const { folder, key } = await original();
    for (const name of ['tile/entries/001', 'tile/entries/003.p/232'])
      for (const [what, damage] of Object.entries(DAMAGES)) {
        const copy = damagedCopy(folder, name, damage);
        const report = await verify(copy, key);
        const place = `${name} ${what}`;
        expect(
          report.faults.some(({ file }) => file === name),
          place,
        ).toBe(true);
        const lost = report.faults.flatMap(({ events = [] }) => events);
        const first = name.endsWith('1') ? 256 : 768;
        expect(
          report.faults.filter(({ kind }) => kind === 'root' || kind === 'tile'),
          place,
        ).toEqual([]);
        expect(report.intact, place).toBe(EVENTS - new Set(lost).size);
        expect(
          lost.every((seq) => seq >= first && seq < first + 256),
          place,
        ).toBe(true);
        if (what === 'flipped bit') expect(new Set(lost).size).toBeLessThanOrEqual(2);
        if (what === 'longer') expect(lost).toEqual([]);
        expect(await use(copy), place).toContain(name);
      }
  });

  it('J8 of a hash tile: told with file, no event is lost, and it can be written anew', async () => {
    const { folder, key } = await original();
    for (const name of ['tile/0/001', 'tile/0/003.p/232', 'tile/1/000.p/3'])
      for (const [what, damage] of Object.entries(DAMAGES)) {
        const copy = damagedCopy(folder, name, damage);
        const report = await verify(copy, key);
        const place = `${name} ${what}`;
        expect(report.faults, place).toEqual([
          { kind: 'tile', file: name, problem: expect.stringContaining('No event is lost') },
        ]);
        expect(report.intact, place).toBe(EVENTS);
        expect(await use(copy), place).toMatch(/tile\/\d/);
        const repaired = await verify(copy, key, { repair: true });
        expect(repaired, place).toMatchObject({ faults: [], repaired: [name] });
        expect((await verify(copy, key)).faults, place).toEqual([]);
        expect(await use(copy), place).toBe('nothing');
      }
  });

  it('J8 of the checkpoint: the start is refused, and the files can still be compared with each other', async () => {
    const { folder, key } = await original();
    for (const [what, damage] of Object.entries(DAMAGES)) {
      const copy = damagedCopy(folder, 'checkpoint', damage);
      const report = await verify(copy, key);
      expect(report.faults[0], what).toMatchObject({ kind: 'checkpoint', file: 'checkpoint' });
      expect(await use(copy), what).toContain('checkpoint');
    }
  });

  it('J8 an event altered together with its hash tile is found, although not which of the files was altered', async () => {
    const { folder, key } = await original();
    const copy = damagedCopy(folder, 'tile/entries/001', DAMAGES['flipped bit']);
    for (const name of ['tile/0/001', 'tile/1/000.p/3']) fs.rmSync(path.join(copy, 'log', name));
    const report = await verify(copy, key);
    expect(report.intact).toBe(0);
    expect(report.faults.map(({ kind }) => kind)).toContain('root');
  });

  it('J8 bundle and tile both gone: the events before are named as the last that can be checked', async () => {
    const { folder, key } = await original();
    const copy = damagedCopy(folder, 'tile/entries/001', DAMAGES.missing);
    fs.rmSync(path.join(copy, 'log', 'tile/0/001'));
    const { faults } = await verify(copy, key);
    expect(faults).toMatchObject([{ kind: 'entries', file: 'tile/entries/001', events: { length: 256 } }]);
    expect(faults[0].problem).toContain('cannot be checked beyond event 256');
  });

  it('J8 a log that was cut off or rewritten, signed with the right key, is found with a checkpoint kept elsewhere', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { publishAfter: 1e9 });
    await fill(journal, 100);
    await journal.publish();
    const older = temporaryFolder();
    fs.cpSync(folder, older, { recursive: true });
    await fill(journal, 50);
    await journal.publish();
    const kept = journal.note;
    await journal.close();
    const cut = await verify(older, journal.verifierKey, { since: kept });
    expect(cut.faults).toMatchObject([
      { kind: 'history', problem: expect.stringContaining('the end was cut off') },
    ]);
    const other = await openJournal(older);
    await other.append({ type: 'tank-drained', subject: 'tank', data: {} });
    await fill(other, 60);
    await other.close();
    const rewritten = await verify(older, journal.verifierKey, { since: kept });
    expect(rewritten.faults).toMatchObject([
      { kind: 'history', problem: expect.stringContaining('history was rewritten') },
    ]);
    const strange = await verify(folder, journal.verifierKey, { since: 'no note' });
    expect(strange.faults).toMatchObject([{ kind: 'history', file: 'the earlier checkpoint' }]);
  });

  it('J8 of the write-ahead file: a torn end is told and left out, damage before it stops the start', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { publishAfter: 1e9 });
    for (let i = 0; i < 5; i++) await fill(journal, 2);
    const pending = fs.readdirSync(path.join(folder, 'pending'));
    expect(pending).toEqual(['0000000000000000']);
    const name = path.join('..', 'pending', pending[0]);
    const sizes: Record<string, number | string> = {};
    for (const [what, damage] of Object.entries({
      ...DAMAGES,
      'end cut': (file: string) => fs.truncateSync(file, fs.statSync(file).size - 5),
    })) {
      const told: string[] = [];
      try {
        const again = await Journal.open({
          folder: damagedCopy(folder, name, damage),
          origin: ORIGIN,
          log: (message) => told.push(message),
        });
        sizes[what] = again.size;
        if (what !== 'missing') expect(told[0], what).toContain('torn write');
        await again.close();
      } catch (error) {
        sizes[what] = String(error);
      }
    }
    expect(sizes).toEqual({
      missing: 0,
      empty: 0,
      cut: 4,
      longer: 10,
      'end cut': 8,
      'flipped bit': expect.stringMatching(
        /damaged at byte \d+: its checksum does not fit. The events before number 6/,
      ),
    });
  });
});
