import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EventDraft, Journal } from '../index.ts';
import { consistencyNodes, readFolded } from '../merkle/nodes.ts';
import { verifyConsistency } from '../merkle/verify.ts';
import { openCheckpoint } from '../note/checkpoint.ts';
import { parseVerifier } from '../note/keys.ts';
import { verifyEventProof } from '../proof/event-proof.ts';
import { draft, fill } from '../testing/events.ts';
import { ORIGIN, openJournal, temporaryFolder } from '../testing/folders.ts';
import { SignedLog } from '../tiles/log.ts';
import { bundlePath, tileLevels, tilePath, tilesOfLevel } from '../tiles/paths.ts';
import { verifyLog } from '../verify/verify.ts';
import { DISK } from './file-system.ts';

function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('log folder', () => {
  it('J2 two journals of one name have origins of their own, which stay; a journal with the plain name keeps that', async () => {
    const folders = [temporaryFolder(), temporaryFolder()];
    const origins: string[] = [];
    for (const folder of folders) {
      for (const _again of [1, 2]) {
        const journal = await openJournal(folder, { ownOrigin: true });
        await journal.append(draft(journal.size));
        origins.push(journal.origin);
        await journal.close();
      }
      const key = fs.readFileSync(path.join(folder, 'verifier-key'), 'utf8').trim();
      const { checkpoint, faults } = await verifyLog({ folder: path.join(folder, 'log'), keys: [key] });
      expect(faults).toEqual([]);
      expect(checkpoint?.origin).toBe(origins.at(-1));
    }
    expect(origins[0]).toMatch(new RegExp(`^${ORIGIN}/[0-9a-f]{12}$`));
    expect(origins[1]).toBe(origins[0]);
    expect(origins[3]).toBe(origins[2]);
    expect(origins[2]).not.toBe(origins[0]);
    const old = temporaryFolder();
    await (await openJournal(old)).close();
    const kept = await openJournal(old, { ownOrigin: true });
    expect(kept.origin).toBe(ORIGIN);
    await kept.close();
    await expect(openJournal(folders[0])).rejects.toThrow(
      `it is the key of "${origins[0]}" and not of "${ORIGIN}"`,
    );
    await expect(openJournal(folders[0], { origin: 'other.example', ownOrigin: true })).rejects.toThrow(
      'and not of "other.example"',
    );
  });

  it('J2 names of tiles are those of the specification', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067');
    expect(tilePath(1, 0, 17)).toBe('tile/1/000.p/17');
    expect(bundlePath(273, 112)).toBe('tile/entries/273.p/112');
    expect(bundlePath(1000)).toBe('tile/entries/x001/000');
    expect([0, 1, 2].map((level) => tilesOfLevel(70_000, level))).toEqual([
      { full: 273, partial: 112 },
      { full: 1, partial: 17 },
      { full: 0, partial: 1 },
    ]);
    expect(tilesOfLevel(256, 0)).toEqual({ full: 1, partial: 0 });
    expect(tilesOfLevel(256, 1)).toEqual({ full: 0, partial: 1 });
    expect([0, 1, 255, 256, 65_535, 65_536].map(tileLevels)).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('J2 holds entries, tiles and checkpoint as specified, and no partial form of what is full', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    await journal.append(draft(0));
    await journal.publish();
    const log = path.join(folder, 'log');
    expect(filesBelow(log)).toEqual(['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1']);
    await fill(journal, 259);
    await journal.close();
    expect(filesBelow(log)).toEqual([
      'checkpoint',
      'tile/0/000',
      'tile/0/001.p/4',
      'tile/1/000.p/1',
      'tile/entries/000',
      'tile/entries/001.p/4',
    ]);
    const bundle = fs.readFileSync(path.join(log, 'tile/entries/000'));
    const length = bundle.readUInt16BE(0);
    const entry = bundle.subarray(2, 2 + length);
    expect(entry.toString('utf8')).toMatch(
      /^\{"actor":"system","data":\{"n":0,"note":"événement 0"\},"seq":0,"subject":"twin\/pump0","time":\d+,"type":"pump-started"\}$/,
    );
    const leaf = createHash('sha256').update(Buffer.of(0)).update(entry).digest();
    expect(fs.readFileSync(path.join(log, 'tile/0/000')).subarray(0, 32)).toEqual(leaf);
    const note = fs.readFileSync(path.join(log, 'checkpoint'), 'utf8');
    expect(openCheckpoint(note, [parseVerifier(journal.verifierKey)]).checkpoint).toMatchObject({
      origin: ORIGIN,
      size: 260,
    });
  });

  it('J2 is a log that verifies from the first moment, without events', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    const report = await verifyLog({ folder: path.join(folder, 'log'), keys: [journal.verifierKey] });
    expect(report).toMatchObject({ faults: [], intact: 0, checkpoint: { size: 0 } });
  });

  it('J2 grows by publications of any size: each is consistent with the one before, and the checker agrees', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { publishAfter: 1e9 });
    const log = path.join(folder, 'log');
    const keys = [parseVerifier(journal.verifierKey)];
    let previous = { note: journal.note, checkpoint: journal.checkpoint };
    for (const count of [1, 1, 2, 251, 1, 1, 300, 255, 256, 3, 512]) {
      await fill(journal, count);
      await journal.publish();
      const signed = await SignedLog.open(DISK, log, keys);
      const { checkpoint } = signed;
      const proof = await readFolded(
        consistencyNodes(previous.checkpoint.size, checkpoint.size),
        signed.hashes,
      );
      const { size, root } = previous.checkpoint;
      expect(verifyConsistency(size, checkpoint.size, root, checkpoint.root, proof)).toBe(true);
      const report = await verifyLog({ folder: log, keys: [journal.verifierKey], since: previous.note });
      expect(report.faults).toEqual([]);
      expect(report.intact).toBe(checkpoint.size);
      previous = { note: journal.note, checkpoint };
    }
  });
});

describe('journal', () => {
  it('J8 what is read and proven while the log grows is whole', async () => {
    const journal = await openJournal(temporaryFolder(), { publishAfter: 0 });
    await fill(journal, 1);
    await journal.publish();
    const growing = (async () => {
      for (let i = 0; i < 40; i++) {
        await fill(journal, 23);
        await journal.publish();
      }
    })();
    let grows = true;
    void growing.finally(() => {
      grows = false;
    });
    for (let i = 0; grows; i++) {
      const { size } = journal.checkpoint;
      const { event } = verifyEventProof(JSON.stringify(await journal.prove((i * 97) % size)), [
        journal.verifierKey,
      ]);
      expect(event.seq).toBe((i * 97) % size);
      expect(await journal.read(Math.max(0, size - 300), size)).toHaveLength(Math.min(size, 300));
    }
    await growing;
    expect(journal.size).toBe(921);
  });

  it('J6 what is signed is on disk; what is acknowledged and not yet signed is signed after a crash', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { publishAfter: 1e9 });
    await fill(journal, 10);
    expect(journal.checkpoint.size).toBe(0);
    const copy = temporaryFolder();
    fs.cpSync(folder, copy, { recursive: true });
    const again = await openJournal(copy);
    expect(again.checkpoint.size).toBe(10);
    expect(await again.read(0, 10)).toEqual(await journal.read(0, 10));
  });

  it('J9 numbers are dense, times never decrease although the clock does, and the step back is told once', async () => {
    let now = 5_000_000;
    const told: string[] = [];
    const folder = temporaryFolder();
    const journal = await openJournal(folder, { clock: () => now, log: (message) => told.push(message) });
    for (const at of [5_000_000, 5_000_500, 5_000_499.7, 1_000_000, 1_000_001, 6_000_000]) {
      now = at;
      await journal.append(draft(0));
    }
    await journal.close();
    now = 2_000_000;
    const again = await openJournal(folder, { clock: () => now, log: () => {} });
    await again.append(draft(1));
    const events = await again.read(0, again.size);
    expect(events.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(events.map(({ time }) => time)).toEqual([
      5_000_000, 5_000_500, 5_000_500, 5_000_500, 5_000_500, 6_000_000, 6_000_000,
    ]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('4001 s behind');
  });

  it('J9 malformed and oversized events are refused, with the remedy, and nothing is recorded', async () => {
    const journal = await openJournal(temporaryFolder());
    const bad: [EventDraft, string][] = [
      [draft(0, { type: 'Pump Started' }), 'small letters and hyphens'],
      [draft(0, { subject: '' }), 'subject is no text'],
      [draft(0, { reason: 'x'.repeat(5000) }), 'reason is longer than 4000'],
      [draft(0, { cause: 0 }), 'cause 0 is no earlier event'],
      [draft(0, { follows: 0 }), 'follows draft 0'],
      [draft(0, { data: { x: Number.NaN } }), 'data.x is NaN'],
      [draft(0, { data: { x: '\udfff' } }), 'surrogate'],
      [draft(0, { data: { x: 'x'.repeat(66_000) } }), 'Store the data in a file named by its SHA-256'],
    ];
    for (const [one, part] of bad) await expect(journal.append(one, draft(1))).rejects.toThrow(part);
    expect(journal.nextSeq).toBe(0);
    await journal.append(draft(0, { data: { x: 'x'.repeat(65_000) } }));
    expect(journal.size).toBe(1);
  });

  it('J9 events are frozen: nobody changes a fact', async () => {
    const journal = await openJournal(temporaryFolder());
    const data = { list: [1, 2] };
    const [event] = await journal.append(draft(0, { data }));
    data.list.push(3);
    expect(event.data.list).toEqual([1, 2]);
    expect(() => Object.assign(event.data, { more: 1 })).toThrow(TypeError);
  });

  it('J9 reads any range, finds an instant, and refuses what is not there', async () => {
    let now = 1000;
    const journal = await openJournal(temporaryFolder(), { clock: () => now });
    for (let i = 0; i < 30; i++) {
      await fill(journal, 20);
      now += 10;
    }
    await journal.publish();
    await fill(journal, 7);
    expect((await journal.read(250, 270)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, i) => 250 + i),
    );
    expect(await journal.read(607, 607)).toEqual([]);
    expect(await Promise.all([0, 1000, 1009, 1010, 1e6].map((time) => journal.countUntil(time)))).toEqual([
      0, 20, 20, 40, 607,
    ]);
    await expect(journal.read(600, 608)).rejects.toThrow('the journal has 607');
    await expect(journal.read(5, 4)).rejects.toThrow('There are no events');
    await expect(journal.prove(607)).rejects.toThrow('There is no event 607');
  });

  it('J9 one process per folder, one key per log', async () => {
    const folder = temporaryFolder();
    const journal = await openJournal(folder);
    await expect(Journal.open({ folder, origin: ORIGIN })).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(String(process.pid)),
    });
    await fill(journal, 3);
    await journal.close();
    await expect(Journal.open({ folder, origin: 'elsewhere.example/log' })).rejects.toMatchObject({
      code: 'key',
    });
    const key = path.join(folder, 'signing-key');
    expect(fs.statSync(key).mode & 0o777).toBe(0o600);
    const secret = fs.readFileSync(key, 'utf8');
    fs.rmSync(key);
    await expect(Journal.open({ folder, origin: ORIGIN })).rejects.toMatchObject({
      code: 'key',
      message: expect.stringContaining('signing-key is missing'),
    });
    fs.writeFileSync(key, secret.replace('a', 'b').replace('A', 'B'));
    await expect(Journal.open({ folder, origin: ORIGIN })).rejects.toMatchObject({ code: 'key' });
    fs.writeFileSync(key, secret);
    expect((await openJournal(folder)).size).toBe(3);
  });

  it('J9 after closing nothing is taken, and a failing subscriber does not disturb the others', async () => {
    const told: string[] = [];
    const journal = await openJournal(temporaryFolder(), { log: (message) => told.push(message) });
    const seen: number[] = [];
    journal.subscribe(() => {
      throw new Error('no');
    });
    const stop = journal.subscribe((events) => seen.push(...events.map(({ seq }) => seq)));
    await fill(journal, 3);
    stop();
    await fill(journal, 2);
    await journal.close();
    await journal.close();
    await expect(journal.append(draft(0))).rejects.toMatchObject({ code: 'closed' });
    expect(seen).toEqual([0, 1, 2]);
    expect(told[0]).toContain('A subscriber of the journal failed: no');
  });
});
