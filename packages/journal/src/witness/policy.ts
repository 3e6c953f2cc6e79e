/**
 * Policies (C2SP tlog-policy): which logs and witnesses are known, and whose cosignatures make a checkpoint valid.
 *
 *     log mill.example/journal+bb0a1c36+AQ…
 *     witness north witness.example/w1+4b1a2f10+BC… https://witness.example/w1
 *     witness south witness.example/w2+93d0c5ae+BG… https://witness.example/w2
 *     group both any north south
 *     quorum both
 *
 * The address of a witness is where checkpoints are submitted; who only verifies needs none.
 */
import { parseVerifier } from '../note/keys.ts';
import { NoteError, type Verifier } from '../note/note.ts';

export interface PolicyWitness {
  /** Its name within the policy. */
  readonly name: string;
  readonly verifierKey: string;
  readonly verifier: Verifier;
  /** Submission prefix (C2SP tlog-witness), without a slash at the end. */
  readonly url?: string;
}

/** Limits of a policy that is read: twice what the specification asks for. */
const MAX_POLICY_CHARACTERS = 100_000;
const MAX_LINES = 64;

type Rule = (signedBy: ReadonlySet<Verifier>) => boolean;

export class WitnessPolicy {
  /** Verifier keys of logs; none: any log. */
  readonly logs: readonly string[];
  readonly witnesses: readonly PolicyWitness[];
  /** What the quorum line names; `none`: nobody has to sign. */
  readonly quorum: string;
  readonly #rule: Rule;

  private constructor(
    logs: readonly string[],
    witnesses: readonly PolicyWitness[],
    quorum: string,
    rule: Rule,
  ) {
    this.logs = logs;
    this.witnesses = witnesses;
    this.quorum = quorum;
    this.#rule = rule;
  }

  /** Reads the text of a policy. Throws NoteError that names the line. */
  static parse(text: string): WitnessPolicy {
    if (text.length > MAX_POLICY_CHARACTERS)
      throw new NoteError(`The policy has more than ${MAX_POLICY_CHARACTERS} characters.`);
    const reader = new PolicyReader();
    text.split('\n').forEach((line, i) => {
      const words = line.split(/[ \t]+/).filter((word) => word !== '');
      if (words.length === 0 || words[0].startsWith('#')) return;
      try {
        reader.take(words);
      } catch (error) {
        if (error instanceof NoteError) throw new NoteError(`Line ${i + 1} of the policy: ${error.message}`);
        throw error;
      }
    });
    const { quorum } = reader;
    if (quorum === undefined)
      throw new NoteError(
        'The policy has no quorum line. Write "quorum NAME" of a witness or group, or "quorum none".',
      );
    return new WitnessPolicy(reader.logs, reader.witnesses, quorum.name, quorum.rule);
  }

  /** Whether enough of the witnesses have signed. */
  isMetBy(signedBy: readonly Verifier[]): boolean {
    return this.#rule(new Set(signedBy));
  }
}

class PolicyReader {
  readonly logs: string[] = [];
  readonly witnesses: PolicyWitness[] = [];
  quorum: { name: string; rule: Rule } | undefined;
  readonly #rules = new Map<string, Rule>();
  readonly #members = new Set<string>();

  take([keyword, ...words]: readonly string[]): void {
    switch (keyword) {
      case 'log':
        this.#log(words);
        break;
      case 'witness':
        this.#witness(words);
        break;
      case 'group':
        this.#group(words);
        break;
      case 'quorum':
        this.#quorum(words);
        break;
      default:
        throw new NoteError(`"${keyword.slice(0, 40)}" is none of log, witness, group, quorum.`);
    }
  }

  #log([key, ...rest]: readonly string[]): void {
    if (key === undefined || rest.length > 1) throw new NoteError('Write "log KEY [ADDRESS]".');
    if (parseVerifier(key).witness) throw new NoteError('This is the key of a witness and not of a log.');
    if (this.logs.some((known) => material(known) === material(key)))
      throw new NoteError('This log is there already.');
    if (this.logs.push(key) > MAX_LINES) throw new NoteError(`There are more than ${MAX_LINES} logs.`);
  }

  #witness([name, key, url, ...rest]: readonly string[]): void {
    if (name === undefined || key === undefined || rest.length > 0)
      throw new NoteError('Write "witness NAME KEY [ADDRESS]".');
    const verifier = parseVerifier(key);
    if (!verifier.witness)
      throw new NoteError(
        `The key of ${verifier.name} is that of a log: the key of a witness is of kind 0x04 (its base64 begins with B).`,
      );
    if (this.witnesses.some(({ verifierKey }) => material(verifierKey) === material(key)))
      throw new NoteError('A witness with this key is there already.');
    this.#define(name, (signedBy) => signedBy.has(verifier));
    this.witnesses.push({
      name,
      verifierKey: key,
      verifier,
      ...(url !== undefined && { url: addressOf(url) }),
    });
  }

  #group([name, least, ...members]: readonly string[]): void {
    if (name === undefined || least === undefined || members.length === 0)
      throw new NoteError('Write "group NAME all|any|NUMBER MEMBER…".');
    const rules = members.map((member) => {
      if (this.#members.has(member)) throw new NoteError(`"${member}" is a member already.`);
      this.#members.add(member);
      return this.#known(member);
    });
    const wanted = least === 'all' ? rules.length : least === 'any' ? 1 : Number(least);
    if (!/^(all|any|[1-9]\d{0,3})$/.test(least) || wanted > rules.length)
      throw new NoteError(`"${least.slice(0, 20)}" is not all, any or a number from 1 to ${rules.length}.`);
    this.#define(name, (signedBy) => rules.filter((rule) => rule(signedBy)).length >= wanted);
  }

  #quorum([name, ...rest]: readonly string[]): void {
    if (name === undefined || rest.length > 0) throw new NoteError('Write "quorum NAME".');
    if (this.quorum !== undefined) throw new NoteError('There is a quorum already.');
    this.quorum = { name, rule: name === 'none' ? () => true : this.#known(name) };
  }

  #define(name: string, rule: Rule): void {
    if (name === 'none' || this.#rules.has(name)) throw new NoteError(`The name "${name}" is taken.`);
    if (this.#rules.size >= 2 * MAX_LINES) throw new NoteError(`There are more than ${2 * MAX_LINES} names.`);
    this.#rules.set(name, rule);
  }

  #known(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined)
      throw new NoteError(`No witness or group above this line has the name "${name}".`);
    return rule;
  }
}

/** The key itself, whatever it is named. */
function material(verifierKey: string): string {
  return verifierKey.split('+').slice(2).join('+');
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== ''
  )
    throw new NoteError(`"${text.slice(0, 100)}" is no address such as https://witness.example/w1.`);
  return url.href.replace(/\/+$/, '');
}
