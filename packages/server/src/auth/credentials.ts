/**
 * What proves who somebody is: password hashes and hashes of API tokens, in `accounts.json` of the data folder, readable by
 * its owner alone. The journal records that they changed, never what they are.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { isErrnoException, makePrivateFolder, randomSecret, sameSecret } from './secrets.ts';

const Accounts = z.strictObject({
  version: z.literal(1),
  /** PHC string by employee. */
  passwords: z.record(z.string(), z.string()),
  /** SHA-256 of the secret by token; 256 random bits need no slow hash. */
  tokens: z.record(z.string(), z.string()),
});
type Accounts = z.infer<typeof Accounts>;

/** `mw_<id without t->_<secret>`: a token found in a text can be told from other secrets, and revoked by its id. */
const TOKEN_TEXT = /^mw_([a-z0-9]{8,40})_([A-Za-z0-9_-]{43})$/;
/** Hash of no password, so that an unknown name takes as long as a wrong password. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

export class Credentials {
  readonly file: string;
  #accounts: Accounts;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(file: string, accounts: Accounts) {
    this.file = file;
    this.#accounts = accounts;
  }

  /** Reads the file of a data folder. Throws a StartError naming it where it cannot be understood. */
  static async open(folder: string): Promise<Credentials> {
    await makePrivateFolder(folder);
    const file = join(folder, 'accounts.json');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (!isErrnoException(error) || error.code !== 'ENOENT') throw error;
      return new Credentials(file, { version: 1, passwords: {}, tokens: {} });
    }
    const accounts = Accounts.safeParse(parsed(text));
    if (accounts.success) return new Credentials(file, accounts.data);
    throw new StartError(
      'folder',
      `${file} cannot be understood. Restore it from a backup, or delete it: passwords and tokens then have to be set anew, by a sign-in link.`,
    );
  }

  /** Sets the password of an employee. Resolves when it is on disk. */
  async setPassword(employee: string, password: string): Promise<void> {
    const phc = await hashPassword(password);
    await this.#change((accounts) => {
      accounts.passwords[employee] = phc;
    });
  }

  /** Takes as long for a name that nobody has. */
  async checkPassword(employee: string, password: string): Promise<boolean> {
    const { passwords } = this.#accounts;
    const phc = Object.hasOwn(passwords, employee) ? passwords[employee] : undefined;
    const right = await isPassword(password, phc ?? NOBODY);
    return right && phc !== undefined;
  }

  /** A new token: its id, and its text, which is shown once and kept nowhere. */
  newToken(): { id: string; text: string } {
    const id = createHash('sha256').update(randomSecret()).digest('hex').slice(0, 16);
    return { id: `t-${id}`, text: `mw_${id}_${randomSecret()}` };
  }

  /** Keeps the hash of a token. Resolves when it is on disk. */
  keepToken(id: string, text: string): Promise<void> {
    return this.#change((accounts) => {
      accounts.tokens[id] = digest(text);
    });
  }

  forgetToken(id: string): Promise<void> {
    return this.#change((accounts) => {
      delete accounts.tokens[id];
    });
  }

  /** Id of the token a text is, or undefined. */
  tokenOf(text: string): string | undefined {
    const match = TOKEN_TEXT.exec(text);
    if (match === null) return undefined;
    const id = `t-${match[1]}`;
    const { tokens } = this.#accounts;
    return Object.hasOwn(tokens, id) && sameSecret(digest(text), tokens[id]) ? id : undefined;
  }

  /** One change at a time; it counts from when it is on disk. */
  #change(by: (accounts: Accounts) => void): Promise<void> {
    const changed = this.#writing.then(async () => {
      const next = structuredClone(this.#accounts);
      by(next);
      await replaceFile(this.file, `${JSON.stringify(next, undefined, 1)}\n`);
      this.#accounts = next;
    });
    this.#writing = changed.catch(() => {});
    return changed;
  }
}

/** Writes a private file so that after a crash it holds either the old or the new text. */
async function replaceFile(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
