import { describe, expect, it } from 'vitest';
import { type EventProof, verifyEventProof } from '../index.ts';
import { NoteError } from '../note/note.ts';
import { draft, fill } from '../testing/events.ts';
import { openJournal, temporaryFolder } from '../testing/folders.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

async function proven(): Promise<{ proof: EventProof; key: string }> {
  const journal = await openJournal(temporaryFolder());
  await fill(journal, 300);
  await journal.append(
    draft(1, { type: 'alarm-raised', subject: 'twin/mill', cause: 12 }),
    draft(2, {
      type: 'alarm-acknowledged',
      subject: 'twin/mill',
      actor: 'employee/ana',
      reason: 'known',
      follows: 0,
    }),
    draft(3, { type: 'order-created', subject: 'order/1', follows: 1 }),
    draft(4, { type: 'note-written', subject: 'order/1', follows: 1, data: { text: '"cause":301,' } }),
  );
  await fill(journal, 300);
  return { proof: await journal.prove(301), key: journal.verifierKey };
}

describe('proof of an event', () => {
  it('J14 shows who, what, when and why, what led to it and what followed, and holds without the journal', async () => {
    const { proof, key } = await proven();
    const shown = verifyEventProof(JSON.stringify(proof), [key]);
    expect(shown.event).toMatchObject({
      seq: 301,
      actor: 'employee/ana',
      type: 'alarm-acknowledged',
      reason: 'known',
    });
    expect(shown.causes.map(({ seq }) => seq)).toEqual([300, 12]);
    expect(shown.followed.map(({ type }) => type)).toEqual(['order-created', 'note-written']);
    expect(shown).toMatchObject({ trusted: true, checkpoint: { size: 604 } });
    expect(verifyEventProof(JSON.stringify(proof)).trusted).toBe(false);
  });

  it('J14 does not hold with any bit of it changed', async () => {
    const { proof, key } = await proven();
    const text = JSON.stringify(proof, null, 1);
    const survived: number[] = [];
    for (let at = 0; at < text.length; at++) {
      // The key in the file is not used when one is given; the line breaks between values mean nothing.
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      try {
        const shown = verifyEventProof(changed, [key]);
        if (
          JSON.stringify({ ...shown, verifierKey: '' }) !==
          JSON.stringify({ ...verifyEventProof(text, [key]), verifierKey: '' })
        )
          survived.push(at);
      } catch (error) {
        if (!(error instanceof NoteError)) throw error;
      }
    }
    expect(survived).toEqual([]);
  });

  it('J14 does not hold with parts of it exchanged or left out, nor with another key', async () => {
    const { proof, key } = await proven();
    const other = await proven();
    const [cause, root] = proof.causes;
    const lies: [EventProof, string][] = [
      [
        { ...proof, event: { ...proof.event, entry: proof.event.entry.replace('ana', 'bob') } },
        'was altered',
      ],
      [{ ...proof, event: { entry: cause.entry, proof: proof.event.proof } }, 'was altered'],
      [{ ...proof, causes: [root, cause] }, 'is not the cause'],
      [{ ...proof, causes: [cause] }, 'is left out'],
      [{ ...proof, causes: [] }, 'is left out'],
      [{ ...proof, followed: [cause] }, 'did not follow'],
      [{ ...proof, event: other.proof.event }, 'known key'],
    ];
    for (const [lie, part] of lies) expect(() => verifyEventProof(JSON.stringify(lie), [key])).toThrow(part);
    expect(() => verifyEventProof(JSON.stringify(proof), [other.key])).toThrow('known key');
    expect(() => verifyEventProof('{}', [key])).toThrow('not of the format');
    expect(() => verifyEventProof('{', [key])).toThrow('not JSON');
  });

  it('J14 is made of proofs in the C2SP format', async () => {
    const { proof } = await proven();
    const text = proof.event.proof;
    expect(text).toMatch(
      /^c2sp\.org\/tlog-proof@v1\nindex 301\n([A-Za-z0-9+/]{43}=\n)+\nmillwright\.example\/test\n604\n/,
    );
    expect(formatTlogProof(parseTlogProof(text))).toBe(text);
    expect(parseTlogProof(text.replace('\nindex', '\nextra AAAA\nindex')).index).toBe(301);
    for (const bad of [
      '',
      'x',
      text.replace('index 301', 'index 0301'),
      text.replace('@v1', '@v2'),
      text.replace('=\n', '\n'),
    ])
      expect(() => parseTlogProof(bad)).toThrow(NoteError);
  });
});
