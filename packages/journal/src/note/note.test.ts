import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointText, openCheckpoint, readCheckpoint } from './checkpoint.ts';
import { parseVerifier, Signer } from './keys.ts';
import { formatNote, NoteError, openNote, parseNote } from './note.ts';

/** The example of the C2SP specification of signed notes. */
const KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SIGNATURE =
  'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=';
const NOTE = `This is an example message.\n\n\u2014 example.com/foo ${SIGNATURE}\n`;

/** The example of golang.org/x/mod/sumdb/note: a private key and what it signs. */
const SKEY = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNED = `${TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

function flip(text: string, at: number): string {
  return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
}

describe('signed notes', () => {
  it('J3 opens the published examples and signs as they do', () => {
    expect(openNote(NOTE, [parseVerifier(KEY)]).note.text).toBe('This is an example message.\n');
    expect(openNote(SIGNED, [parseVerifier(VKEY)]).note.text).toBe(TEXT);
    const signer = Signer.parse(SKEY);
    expect(signer.verifierKey).toBe(VKEY);
    expect(signer.secret()).toBe(SKEY);
    expect(formatNote({ text: TEXT, signatures: [signer.sign(TEXT)] })).toBe(SIGNED);
  });

  it('J3 refuses a note with any character changed, and any part of one', () => {
    const verifier = parseVerifier(VKEY);
    for (let at = 0; at < SIGNED.length; at++)
      expect(() => openNote(flip(SIGNED, at), [verifier])).toThrow(NoteError);
    for (let end = 0; end < SIGNED.length; end++)
      expect(() => openNote(SIGNED.slice(0, end), [verifier])).toThrow(NoteError);
  });

  it('J3 refuses a key with any character changed', () => {
    for (let at = 0; at < VKEY.length; at++) {
      const changed = flip(VKEY, at);
      expect(() => openNote(SIGNED, [parseVerifier(changed)])).toThrow(NoteError);
    }
    for (let at = 0; at < SKEY.length; at++) {
      let verifierKey: string;
      try {
        verifierKey = Signer.parse(flip(SKEY, at)).verifierKey;
      } catch (error) {
        expect(error).toBeInstanceOf(NoteError);
        expect(String(error)).not.toContain('AYEKFALVFGyNhPJEMzD1QIDr');
        continue;
      }
      expect.unreachable(`position ${at} gave ${verifierKey}`);
    }
  });

  it('J3 signatures of unknown keys are ignored, a bad one of a known key spoils the note', () => {
    const [own, other] = [Signer.generate('log.example/a'), Signer.generate('log.example/b')];
    const signatures = [other.sign(TEXT), own.sign(TEXT)];
    const note = formatNote({ text: TEXT, signatures });
    expect(openNote(note, [parseVerifier(own.verifierKey)]).signedBy.map(({ name }) => name)).toEqual([
      'log.example/a',
    ]);
    expect(() => openNote(note, [parseVerifier(VKEY)])).toThrow('none of which is a known key');
    const bad = { ...own.sign('other text\n') };
    const spoilt = formatNote({ text: TEXT, signatures: [other.sign(TEXT), bad] });
    expect(() =>
      openNote(spoilt, [parseVerifier(own.verifierKey), parseVerifier(other.verifierKey)]),
    ).toThrow('does not fit');
  });

  it('J3 a witness signs the checkpoint with the time, and does not stand for the log', () => {
    const log = Signer.generate('log.example/a');
    const witness = Signer.generate('witness.example/w', 'witness');
    const text = checkpointText({ origin: log.name, size: 7, root: new Uint8Array(32).fill(3) });
    const keys = [parseVerifier(log.verifierKey), parseVerifier(witness.verifierKey)];
    const both = formatNote({ text, signatures: [log.sign(text), witness.sign(text, 1_700_000_000)] });
    expect(openCheckpoint(both, keys)).toMatchObject({
      checkpoint: { origin: log.name, size: 7 },
      witnesses: [{ name: 'witness.example/w' }],
    });
    const alone = formatNote({ text, signatures: [witness.sign(text, 1_700_000_000)] });
    expect(() => openCheckpoint(alone, keys)).toThrow("not signed by that log's key");
    const signature = witness.sign(text, 1_700_000_000);
    signature.signature[7] ^= 1; // a second later or earlier
    expect(() => openCheckpoint(formatNote({ text, signatures: [log.sign(text), signature] }), keys)).toThrow(
      'does not fit',
    );
  });

  it('J3 checkpoints that are not of three lines are refused', () => {
    const signer = Signer.generate('log.example/a');
    const root = Buffer.alloc(32, 1).toString('base64');
    const bad = [
      `log.example/a\n07\n${root}\n`,
      `log.example/a\n-1\n${root}\n`,
      `log.example/a\n1e3\n${root}\n`,
      `log.example/a\n99999999999999999999\n${root}\n`,
      `log.example/a\n7\n${root.slice(4)}\n`,
      `log.example/a\n7\n${root}\nextension\n`,
      `\n7\n${root}\n`,
      'log.example/a\n7\n',
    ];
    for (const text of bad) {
      const note = formatNote({ text, signatures: [signer.sign(text)] });
      expect(() => openCheckpoint(note, [parseVerifier(signer.verifierKey)])).toThrow(NoteError);
    }
  });

  it('J3 no text makes the parsers throw anything but a NoteError', () => {
    const pieces = fc.constantFrom(
      '\n',
      '\n\n',
      '\u2014 ',
      'a ',
      '+',
      SIGNATURE,
      KEY,
      'AAAA',
      ' ',
      '7',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        for (const parse of [parseNote, readCheckpoint, parseVerifier, Signer.parse.bind(Signer)]) {
          try {
            parse(parts.join(''));
          } catch (error) {
            expect(error).toBeInstanceOf(NoteError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
