import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Signer } from '../note/keys.ts';
import { NoteError } from '../note/note.ts';
import { WitnessPolicy } from './policy.ts';

const log = Signer.generate('mill.example/journal').verifierKey;
const keys = ['x1', 'x2', 'x3', 'y1', 'y2'].map(
  (name) => Signer.generate(`${name}.example`, 'witness').verifierKey,
);
const witnesses = keys.map((key, i) => `witness ${['X1', 'X2', 'X3', 'Y1', 'Y2'][i]} ${key}`);

/** The policy with the witnesses and further lines, as a function from names to whether it is met. */
function policyOf(...lines: string[]): (...names: string[]) => boolean {
  const policy = WitnessPolicy.parse([...witnesses, ...lines].join('\n'));
  return (...names) =>
    policy.isMetBy(
      policy.witnesses.filter(({ name }) => names.includes(name)).map(({ verifier }) => verifier),
    );
}

describe('policy', () => {
  it('J16 a quorum is a witness, a group of them, a group of groups, or nobody', () => {
    expect(policyOf('quorum none')()).toBe(true);
    const one = policyOf('quorum X2');
    expect([one('X2'), one('X1', 'X3'), one()]).toEqual([true, false, false]);
    const both = policyOf('group X 2 X1 X2 X3', 'group Y any Y1 Y2', 'group both all X Y', 'quorum both');
    expect(both('X1', 'X3', 'Y2')).toBe(true);
    expect(both('X1', 'X2', 'X3')).toBe(false);
    expect(both('X1', 'Y1', 'Y2')).toBe(false);
  });

  it('J16 comments, tabs, addresses and an empty list of logs are read as the format says', () => {
    const policy = WitnessPolicy.parse(
      `# ours\n\n log\t${log}\n  # more\nwitness w ${keys[0]} https://witness.example/w1/ \nquorum w`,
    );
    expect(policy.logs).toEqual([log]);
    expect(policy.witnesses).toMatchObject([
      { name: 'w', verifierKey: keys[0], url: 'https://witness.example/w1' },
    ]);
    expect(policy.quorum).toBe('w');
  });

  it.each([
    ['', 'no quorum line'],
    ['quorum', 'Write "quorum NAME"'],
    ['quorum nobody', 'Line 6 of the policy: No witness or group above this line has the name "nobody"'],
    ['quorum X1\nquorum X2', 'There is a quorum already'],
    ['group none any X1\nquorum none', 'The name "none" is taken'],
    ['group X1 any X2', 'The name "X1" is taken'],
    ['group X 4 X1 X2 X3', 'is not all, any or a number from 1 to 3'],
    ['group X 0 X1', 'is not all, any'],
    ['group X 01 X1', 'is not all, any'],
    ['group X any', 'Write "group NAME'],
    ['group X any none', 'has the name "none"'],
    ['group X any X1\ngroup Z any X1', '"X1" is a member already'],
    [`witness again ${keys[0]}`, 'A witness with this key is there already'],
    [`witness log ${log}`, 'is that of a log'],
    [`log ${keys[0]}`, 'the key of a witness'],
    [`log ${log}\nlog ${log}`, 'This log is there already'],
    ['witness w', 'Write "witness NAME KEY'],
    [`witness w ${keys[0].slice(0, -4)}`, 'is damaged'],
    [`witness w ${Signer.generate('w', 'witness').verifierKey} file:///etc/passwd`, 'is no address'],
    ['witnes X9 k', '"witnes" is none of log, witness, group, quorum'],
  ])('J16 refused with its line: %j', (lines, why) => {
    expect(() => WitnessPolicy.parse([...witnesses, lines].join('\n'))).toThrow(why);
  });

  it('J16 whatever is read as a policy is one or is refused', () => {
    const word = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'any',
      'all',
      '2',
      'none',
      'X',
      'Y',
      log,
      ...keys,
      '\n',
      '#',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          try {
            WitnessPolicy.parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(NoteError);
          }
        },
      ),
    );
  });
});
