/** What witnesses have signed of a log, and whether it is enough. */
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { type Checkpoint, type Cosignature, cosignaturesOf, openCheckpoint } from '../note/checkpoint.ts';
import type { Verifier } from '../note/note.ts';
import { type FileSystem, readIfThere } from '../store/file-system.ts';
import { CHECKPOINT, WITNESSED } from '../tiles/paths.ts';
import type { WitnessPolicy } from '../witness/policy.ts';

/** The newest checkpoint that witnesses have signed. */
export interface Witnessed {
  /** Events that are in it. */
  size: number;
  witnesses: Cosignature[];
}

export interface WitnessedFindings {
  /** Absent where no known witness, or too few of the policy, have signed any checkpoint. */
  witnessed?: Witnessed;
  /** A checkpoint that the log must be a continuation of. */
  earlier?: Checkpoint;
  /** What is wrong, by file. */
  problems: { file: string; problem: string }[];
}

/** Looks at the newest checkpoint and at the one that is kept because witnesses signed it. */
export async function findWitnessed(
  files: FileSystem,
  folder: string,
  verifiers: readonly Verifier[],
  policy: WitnessPolicy | undefined,
): Promise<WitnessedFindings> {
  const findings: WitnessedFindings = { problems: [] };
  const seen = new Set<string>();
  for (const file of [WITNESSED, CHECKPOINT]) {
    const bytes = await readIfThere(files, path.join(folder, file));
    if (bytes === undefined) continue;
    try {
      const note = Buffer.from(bytes).toString('utf8');
      const { checkpoint, witnesses } = openCheckpoint(note, verifiers);
      if (file === WITNESSED) findings.earlier = checkpoint;
      for (const { name } of witnesses) seen.add(name);
      const isEnough =
        policy === undefined ? witnesses.length > 0 : witnesses.length > 0 && policy.isMetBy(witnesses);
      if (isEnough)
        findings.witnessed = {
          size: checkpoint.size,
          witnesses: cosignaturesOf(note, witnesses).map(({ name, time }) => ({ name, time })),
        };
    } catch (error) {
      // The newest checkpoint is judged by whoever judges the log.
      if (file === WITNESSED) findings.problems.push({ file, problem: messageOf(error) });
    }
  }
  if (policy !== undefined && findings.witnessed === undefined && !policy.isMetBy([]))
    findings.problems.push({
      file: WITNESSED,
      problem: `The policy asks for signatures of ${policy.quorum}; ${seen.size === 0 ? 'no witness it knows has signed a checkpoint' : `only ${[...seen].join(', ')} has signed`} here. See in the journal of the running plant why the others have not.`,
    });
  return findings;
}
