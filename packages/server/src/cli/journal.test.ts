import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Journal } from '@millwright/journal';
import { describe, expect, it } from 'vitest';
import { millwright } from '../testing/command.ts';
import { temporaryFolder } from '../testing/plant.ts';

/** A data folder of a plant with a journal of 300 events, and its verifier key. */
async function written(): Promise<{ folder: string; key: string; note: string }> {
  const folder = await temporaryFolder();
  const journal = await Journal.open({
    folder: join(folder, 'plant/journal'),
    origin: 'millwright.example/cli',
  });
  await journal.append({ type: 'alarm-raised', subject: 'twin/mill', data: { value: 9 } });
  await journal.append({
    type: 'alarm-acknowledged',
    subject: 'twin/mill',
    data: {},
    actor: 'employee/ana',
    reason: 'known',
    cause: 0,
  });
  await journal.publish();
  const { note } = journal;
  const pump = (n: number) => ({
    type: 'pump-started',
    subject: `twin/pump/${n}`,
    data: { '10': n, '9': n },
  });
  await journal.append(...Array.from({ length: 298 }, (_, n) => pump(n)));
  await journal.close();
  return { folder, key: journal.verifierKey, note };
}

/** The key of some witness. */
const WITNESS = 'witness.example/w+667789ed+BGgVHcpWlyr4lpOQ0LQnlTY1+GP5JaxegPUMCxqLi4M6';

describe('millwright journal', () => {
  it('S21 verify says of a whole journal that it is as it was recorded, and finds what is not', async () => {
    const { folder, key, note } = await written();
    await writeFile(join(folder, 'kept'), note);
    const good = await millwright(folder, 'journal', 'verify', 'plant', '--since', 'kept', '--key', key)
      .ended;
    expect([good.code, good.stdout]).toEqual([
      0,
      expect.stringMatching(/^300 of 300 events .* as they were recorded/),
    ]);

    const bundle = join(folder, 'plant/journal/log/tile/entries/000');
    const bytes = await readFile(bundle);
    bytes[bytes.indexOf('ana')] ^= 1;
    await writeFile(bundle, bytes);
    await rm(join(folder, 'plant/journal/log/tile/0/001.p/44'));
    const bad = await millwright(folder, 'journal', 'verify', 'plant', '--json', '--repair').ended;
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      ok: false,
      intact: 299,
      faults: [{ kind: 'entries', file: 'tile/entries/000', events: [1] }],
      repaired: ['tile/0/001.p/44'],
    });
    const shown = await millwright(folder, 'journal', 'show', 'plant').ended;
    expect([shown.code, shown.stderr]).toEqual([1, expect.stringContaining('tile/entries/000')]);
  });

  it('S21 prove writes a file that verify checks elsewhere, with who, what, when, why, cause and effect', async () => {
    const { folder, key } = await written();
    const proved = await millwright(folder, 'journal', 'prove', 'plant/journal', '--event', '1').ended;
    expect([proved.code, proved.stdout]).toEqual([0, expect.stringContaining('event-1.proof.json')]);
    const file = 'event-1.proof.json';
    await rm(join(folder, 'plant'), { recursive: true });
    const verified = await millwright(folder, 'journal', 'verify', file, '--key', key).ended;
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    for (const part of [
      'employee/ana',
      'Alarm acknowledged (alarm-acknowledged), twin/mill',
      'known',
      'Caused by event 0',
      'the key you gave',
    ])
      expect(verified.stdout).toContain(part);
    const untrusted = await millwright(folder, 'journal', 'verify', file).ended;
    expect([untrusted.code, untrusted.stderr]).toEqual([
      0,
      expect.stringContaining('Compare it with the one of the plant'),
    ]);
    await writeFile(join(folder, file), (await readFile(join(folder, file), 'utf8')).replace('ana', 'bob'));
    const forged = await millwright(folder, 'journal', 'verify', file, '--key', key, '--json').ended;
    expect([forged.code, forged.stderr]).toEqual([1, expect.stringContaining('was altered')]);
  });

  it('S21 show and export give events of a range, type, subject and actor', async () => {
    const { folder } = await written();
    const shown = await millwright(
      folder,
      'journal',
      'show',
      'plant',
      '--subject',
      'twin/pump',
      '--limit',
      '3',
    ).ended;
    expect(
      shown.stdout
        .trim()
        .split('\n')
        .map((line) => line.split('  ')[0]),
    ).toEqual(['297', '298', '299']);
    const ana = await millwright(folder, 'journal', 'show', 'plant', '--actor', 'employee/ana', '--json')
      .ended;
    expect(JSON.parse(ana.stdout)).toMatchObject({ size: 300, events: [{ seq: 1, reason: 'known' }] });
    await millwright(
      folder,
      'journal',
      'export',
      'plant',
      '--from',
      '-1 h',
      '--to',
      'now',
      '--out',
      'all.jsonl',
    ).ended;
    const lines = (await readFile(join(folder, 'all.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(300);
    // What is exported is what was hashed, byte for byte.
    const tile = await readFile(join(folder, 'plant/journal/log/tile/0/000'));
    lines.slice(0, 256).forEach((line, i) => {
      const leaf = createHash('sha256').update(Buffer.of(0)).update(line).digest();
      expect(leaf.equals(tile.subarray(i * 32, i * 32 + 32))).toBe(true);
    });
  });

  it('S21 verify asks for the signatures of witnesses that a policy names', async () => {
    const { folder, key } = await written();
    const witness = 'example.com/w+00000000+BAAA';
    await writeFile(join(folder, 'broken'), `witness w ${witness}\nquorum w\n`);
    const broken = await millwright(folder, 'journal', 'verify', 'plant', '--policy', 'broken').ended;
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('Line 1 of the policy')]);
    await writeFile(join(folder, 'nobody'), `log ${key}\nquorum none\n`);
    const nobody = await millwright(folder, 'journal', 'verify', 'plant', '--policy', 'nobody').ended;
    expect(nobody.code).toBe(0);
    await writeFile(join(folder, 'one'), `log ${key}\nwitness w ${WITNESS}\nquorum w\n`);
    const one = await millwright(folder, 'journal', 'verify', 'plant', '--policy', 'one').ended;
    expect([one.code, one.stdout]).toEqual([1, expect.stringContaining('no witness it knows has signed')]);
    await millwright(folder, 'journal', 'prove', 'plant', '--event', '1').ended;
    const proof = await millwright(folder, 'journal', 'verify', 'event-1.proof.json', '--policy', 'one')
      .ended;
    expect([proof.code, proof.stderr]).toEqual([
      1,
      expect.stringContaining('no witness it knows has signed'),
    ]);
  });

  it('S21 what is asked of no journal, no event or with no key is refused', async () => {
    const { folder, key } = await written();
    const refused: [string[], number, string][] = [
      [['verify', '.'], 1, 'holds no journal'],
      [['prove', 'plant', '--event', '300'], 1, 'There is no event 300'],
      [['prove', 'plant', '--event', 'x'], 2, 'A whole number is wanted'],
      [['verify', 'plant', '--key', 'nonsense'], 1, 'no verifier key'],
      [['show', 'plant', '--key', key.replace('cli+', 'other+')], 1, 'damaged'],
      [['show', 'plant', '--from', 'yesterday'], 2, '--from "yesterday" is no time'],
    ];
    for (const [args, code, part] of refused) {
      const ended = await millwright(folder, 'journal', ...args).ended;
      expect([ended.code, ended.stderr], args.join(' ')).toEqual([code, expect.stringContaining(part)]);
    }
  });
});
