/** The client of witnesses against one that keeps strictly to the protocol, on a socket. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Journal, verifyEventProof, verifyLog } from '../index.ts';
import { Signer } from '../note/keys.ts';
import { parseNote } from '../note/note.ts';
import { fill } from '../testing/events.ts';
import { ORIGIN, openJournal, temporaryFolder } from '../testing/folders.ts';
import { TestWitness } from '../testing/witness.ts';
import { WitnessPolicy } from './policy.ts';
import { Witnessing, type WitnessingOptions } from './witnessing.ts';

interface Begun {
  folder: string;
  journal: Journal;
  told: string[];
}

async function begin(events: number, folder = temporaryFolder()): Promise<Begun> {
  const told: string[] = [];
  const journal = await openJournal(folder, { publishAfter: 1e9, log: (message) => told.push(message) });
  await fill(journal, events);
  await journal.publish();
  return { folder, journal, told };
}

function start(
  { journal, told }: Begun,
  policy: WitnessPolicy,
  more: Partial<WitnessingOptions> = {},
): Witnessing {
  const witnessing = Witnessing.start(journal, {
    policy,
    every: 1,
    log: (message) => told.push(message),
    ...more,
  });
  onTestFinished(() => witnessing.close());
  return witnessing;
}

/** A policy of witnesses that all have to sign, and that know the log. */
function allOf(journal: Journal, ...witnesses: TestWitness[]): WitnessPolicy {
  for (const { logs } of witnesses) logs.set(ORIGIN, journal.verifierKey);
  const lines = witnesses.map((witness, i) => witness.line(`w${i}`));
  return WitnessPolicy.parse(
    [...lines, `group all all ${witnesses.map((_, i) => `w${i}`).join(' ')}`, 'quorum all'].join('\n'),
  );
}

/** Waits until nothing fails any more; as long as a busy machine may take. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 });

/** Waits until a witness has signed this much, or is in another state. */
const reaches = (witnessing: Witnessing, expected: object) =>
  eventually(() => expect(witnessing.states[0]).toMatchObject(expected));

const verify = (folder: string, journal: Journal, policy: WitnessPolicy) =>
  verifyLog({ folder: path.join(folder, 'log'), keys: [journal.verifierKey], policy });

/** How a witness fails, what its state is then, and what that says. */
const FAILINGS: [how: string, spoilt: (witness: TestWitness) => Promise<void>, state: string, why: string][] =
  [
    ['is not there', stop, 'unreachable', 'did not answer'],
    ['hangs', hang, 'unreachable', 'did not answer'],
    ['is overloaded', lie({ status: 503, body: 'later' }), 'unreachable', 'HTTP 503'],
    ['does not know the log', forget, 'refused', 'does not know the log'],
    ['knows another key', mistake, 'refused', 'knows another key'],
    ['sends no signature', lie({ status: 200, body: 'fine\n' }), 'refused', 'is no signature line'],
    ['sends a page', lie({ status: 200, body: '<html>'.repeat(9999) }), 'unreachable', 'longer than 16384'],
    ['sends elsewhere', lie({ status: 302, body: '' }), 'unreachable', 'did not answer'],
    ['conflicts without a size', lie({ status: 409, body: '5\n' }), 'refused', 'without the size'],
    [
      'conflicts with nonsense',
      lie({ status: 409, type: 'text/x.tlog.size', body: '-1\n' }),
      'refused',
      'without the size',
    ],
    ['signs something else', spoil(30), 'refused', 'does not fit the checkpoint'],
    ['signs at another time', spoil(9), 'refused', 'does not fit the checkpoint'],
    ['signs with another key', spoil(2), 'refused', 'has no signature of the key'],
  ];

describe('witnessing', () => {
  it('J16 witnesses sign what has grown; the checkpoint carries their signatures, and the checker wants them', async () => {
    const begun = await begin(3);
    const { folder, journal } = begun;
    const [one, two] = [
      await TestWitness.listen('witness.example/w1'),
      await TestWitness.listen('witness.example/w2'),
    ];
    const policy = allOf(journal, one, two);
    expect((await verify(folder, journal, policy)).faults).toMatchObject([
      { kind: 'witness', problem: expect.stringContaining('no witness it knows has signed') },
    ]);
    const witnessing = start(begun, policy);
    let size = 3;
    for (const count of [0, 1, 252, 1, 300, 5]) {
      await fill(journal, count);
      size += count;
      await journal.publish();
      await eventually(() => {
        expect(parseNote(journal.note).signatures.map(({ name }) => name)).toEqual([
          ORIGIN,
          'witness.example/w1',
          'witness.example/w2',
        ]);
        expect(witnessing.states).toMatchObject([
          { name: 'w0', state: 'cosigned', size },
          { name: 'w1', state: 'cosigned', size },
        ]);
      });
      const report = await verify(folder, journal, policy);
      expect(report.faults).toEqual([]);
      expect(report.witnessed).toMatchObject({
        size,
        witnesses: [{ name: 'witness.example/w1' }, { name: 'witness.example/w2' }],
      });
    }
    expect(new Set(one.statuses)).toEqual(new Set([200]));
    const proof = JSON.stringify(await journal.prove(7));
    expect(verifyEventProof(proof, [journal.verifierKey], policy)).toMatchObject({
      trusted: true,
      witnesses: [{ name: 'witness.example/w1' }, { name: 'witness.example/w2' }],
    });
    await witnessing.close();
    await journal.close();
    const again = await openJournal(folder);
    expect(parseNote(again.note).signatures).toHaveLength(3);
  });

  it('J16 a proof from a journal that has gone on is given with the checkpoint that witnesses signed', async () => {
    const begun = await begin(10);
    const { journal, folder } = begun;
    const witness = await TestWitness.listen();
    const policy = allOf(journal, witness);
    const witnessing = start(begun, policy);
    await reaches(witnessing, { state: 'cosigned' });
    await witnessing.close();
    await fill(journal, 300);
    await journal.publish();
    const old = verifyEventProof(JSON.stringify(await journal.prove(9)), [journal.verifierKey], policy);
    expect(old.checkpoint.size).toBe(10);
    const late = JSON.stringify(await journal.prove(10));
    expect(verifyEventProof(late, [journal.verifierKey]).checkpoint.size).toBe(310);
    expect(() => verifyEventProof(late, [journal.verifierKey], policy)).toThrow(
      'no witness it knows has signed',
    );
    expect((await verify(folder, journal, policy)).witnessed?.size).toBe(10);
  });

  it('J16 a witness that knows more than we remember says so, and is asked again from there', async () => {
    const begun = await begin(5);
    const witness = await TestWitness.listen();
    const policy = allOf(begun.journal, witness);
    const first = start(begun, policy);
    await reaches(first, { state: 'cosigned', size: 5 });
    await first.close();
    await begun.journal.close();
    const again = await begin(7, begun.folder);
    await reaches(start(again, policy), { state: 'cosigned', size: 12 });
    expect(witness.statuses).toEqual([200, 409, 200]);
    expect(witness.requests.map((body) => body.split('\n', 1)[0])).toEqual(['old 0', 'old 0', 'old 5']);
  });

  it('J16 an older copy of the journal in place of the newest one is found out by the witness', async () => {
    const begun = await begin(8);
    const copy = temporaryFolder();
    await begun.journal.close();
    fs.cpSync(begun.folder, copy, { recursive: true });
    const newest = await begin(4, begun.folder);
    const witness = await TestWitness.listen();
    const policy = allOf(newest.journal, witness);
    await reaches(start(newest, policy), { state: 'cosigned', size: 12 });

    const rolledBack = await begin(0, copy);
    const witnessing = start(rolledBack, policy);
    await reaches(witnessing, { state: 'contradicted' });
    expect(witnessing.states[0].message).toContain('has signed 12 events of this log, which has only 8');
    // It goes on recording, and when it has grown past that size it is a fork, and stays one.
    await fill(rolledBack.journal, 20);
    await rolledBack.journal.publish();
    await eventually(() => expect(witness.statuses.at(-1)).toBe(422));
    await eventually(() => expect(witnessing.states[0].message).toContain('history was rewritten'));
    expect(rolledBack.journal.failure).toBeUndefined();
    expect(witness.signed.get(ORIGIN)?.size).toBe(12);
    expect((await verify(copy, rolledBack.journal, policy)).faults).toMatchObject([{ kind: 'witness' }]);
  });

  it('J16 a fork of the same size is refused', async () => {
    const begun = await begin(0);
    await begun.journal.close();
    const copy = temporaryFolder();
    fs.cpSync(begun.folder, copy, { recursive: true });
    const witness = await TestWitness.listen();
    const one = await begin(6, begun.folder);
    const policy = allOf(one.journal, witness);
    await reaches(start(one, policy), { state: 'cosigned', size: 6 });
    const other = await begin(6, copy);
    await reaches(start(other, policy), {
      state: 'contradicted',
      message: expect.stringMatching(/history was rewritten/),
    });
  });

  it('J16 a folder whose end was cut off after witnesses signed it is refused and told by the checker', async () => {
    const begun = await begin(20);
    const witness = await TestWitness.listen();
    const policy = allOf(begun.journal, witness);
    await begun.journal.close();
    const older = temporaryFolder();
    fs.cpSync(begun.folder, older, { recursive: true });
    const newest = await begin(5, begun.folder);
    const witnessing = start(newest, policy);
    await reaches(witnessing, { state: 'cosigned', size: 25 });
    await witnessing.close();
    await newest.journal.close();
    const witnessed = 'log/witnessed-checkpoint';
    fs.copyFileSync(path.join(begun.folder, witnessed), path.join(older, witnessed));
    await expect(openJournal(older)).rejects.toThrow('witnesses have signed 25');
    expect((await verify(older, newest.journal, policy)).faults).toMatchObject([
      { kind: 'history', problem: expect.stringContaining('the end was cut off') },
    ]);
  });

  it.each(FAILINGS)(
    'J16 a witness that %s delays nothing and stops nothing, and its state says why',
    async (how, spoilt, state, why) => {
      const begun = await begin(3);
      const { journal } = begun;
      const witness = await TestWitness.listen();
      const policy = allOf(journal, witness);
      await spoilt(witness);
      const witnessing = start(begun, policy, { patience: how === 'hangs' ? 50 : 5000 });
      await fill(journal, 300);
      await journal.publish();
      expect(journal.checkpoint.size).toBe(303);
      await reaches(witnessing, { state, message: expect.stringContaining(why) });
      expect(journal.failure).toBeUndefined();
      expect(parseNote(journal.note).signatures).toHaveLength(1);
      const told = begun.told.filter((message) => message.includes('has not signed'));
      expect(new Set(told).size).toBe(told.length);
    },
  );

  it('J16 signatures of other keys in the answer are ignored, and a witness that comes back signs', async () => {
    const begun = await begin(3);
    const witness = await TestWitness.listen();
    const policy = allOf(begun.journal, witness);
    witness.lies = () => ({ status: 500, body: '' });
    const witnessing = start(begun, policy);
    await reaches(witnessing, { state: 'unreachable' });
    const strange = `\u2014 stranger.example ${Buffer.alloc(80, 1).toString('base64')}\n`;
    witness.lies = (reply) =>
      reply.status === 200 ? { ...reply, body: strange + reply.body + strange } : reply;
    await reaches(witnessing, { state: 'cosigned', size: 3 });
    await eventually(() => expect(parseNote(begun.journal.note).signatures).toHaveLength(2));
    expect(witnessing.states[0].message).toBeUndefined();
  });

  it('J16 signatures that cannot be stored are told, and the journal goes on', async () => {
    const begun = await begin(3);
    const { folder, journal, told } = begun;
    fs.mkdirSync(path.join(folder, 'log/witnessed-checkpoint.new'));
    start(begun, allOf(journal, await TestWitness.listen()));
    await eventually(() =>
      expect(told.join()).toContain('Signatures of witnesses were not stored: Cannot write'),
    );
    await fill(journal, 300);
    await journal.publish();
    expect(journal.checkpoint.size).toBe(303);
    await journal.close();
    const report = await verifyLog({ folder: path.join(folder, 'log'), keys: [journal.verifierKey] });
    expect(report).toMatchObject({ faults: [], intact: 303 });
  });

  it('J16 closing ends a question that is under way', async () => {
    const begun = await begin(3);
    const witness = await TestWitness.listen();
    witness.hangs = true;
    const witnessing = start(begun, allOf(begun.journal, witness), { patience: 60_000 });
    await eventually(() => expect(witness.requests).toHaveLength(1));
    await witnessing.close();
    expect(witnessing.states[0].state).toBe('waiting');
  });

  it('J16 one witness of two keeps what both signed before, as the policy asks', async () => {
    const begun = await begin(3);
    const { folder, journal } = begun;
    const [one, two] = [
      await TestWitness.listen('witness.example/w1'),
      await TestWitness.listen('witness.example/w2'),
    ];
    const policy = allOf(journal, one, two);
    const witnessing = start(begun, policy);
    await eventually(() => expect(parseNote(journal.note).signatures).toHaveLength(3));
    await two.stop();
    await fill(journal, 9);
    await journal.publish();
    await eventually(() => expect(parseNote(journal.note).signatures).toHaveLength(2));
    await witnessing.close();
    expect(await verify(folder, journal, policy)).toMatchObject({
      faults: [],
      witnessed: { size: 3 },
      intact: 12,
    });
  });
});

async function hang(witness: TestWitness): Promise<void> {
  witness.hangs = true;
}

function lie(reply: { status: number; type?: string; body: string }) {
  return async (witness: TestWitness): Promise<void> => {
    witness.lies = () => reply;
  };
}

/** Flips a bit of the key id, time or signature in the answer. */
function spoil(at: number) {
  return async (witness: TestWitness): Promise<void> => {
    witness.lies = (reply) => {
      if (reply.status !== 200) return reply;
      const [dash, name, base64] = reply.body.trimEnd().split(' ');
      const bytes = Buffer.from(base64, 'base64');
      bytes[at] ^= 1;
      return { ...reply, body: `${dash} ${name} ${bytes.toString('base64')}\n` };
    };
  };
}

async function stop(witness: TestWitness): Promise<void> {
  await witness.stop();
}

async function forget(witness: TestWitness): Promise<void> {
  witness.logs.clear();
}

async function mistake(witness: TestWitness): Promise<void> {
  witness.logs.set(ORIGIN, Signer.generate(ORIGIN).verifierKey);
}
