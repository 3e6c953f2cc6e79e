/**
 * Passwords: hashed with argon2id (RFC 9106) in the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), kept as PHC
 * strings. About 30 ms each, off the main thread.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const LEAST_LENGTH = 10;
/** Longer ones only cost memory. */
const MOST_LENGTH = 200;
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{32,128})$/;
/** Much used ones of the allowed length, and what people derive from a name of ours. */
const COMMON =
  /^(?:(?:1234567890|qwertyuiop|password|passw0rd|millwright|administrator|letmein|iloveyou)[0-9!.]*|(.)\1*)$/i;

const derive = promisify(argon2);

/** Why a password cannot be used, for people; undefined where it can. `id`: of the employee. */
export function passwordProblem(password: string, id: string): string | undefined {
  if ([...password].length < LEAST_LENGTH)
    return `A password has at least ${LEAST_LENGTH} characters; a short sentence is good.`;
  if (password.length > MOST_LENGTH) return `A password has at most ${MOST_LENGTH} characters.`;
  if (COMMON.test(password) || password.toLowerCase().includes(id.toLowerCase().padEnd(4, ' ')))
    return 'This password is among the first that are guessed. Choose a short sentence.';
  return undefined;
}

/** The PHC string of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, salt, MEMORY_KIB, PASSES, LANES, TAG_BYTES);
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${base64(salt)}$${base64(tag)}`;
}

/** Whether a password is the one of a PHC string. Throws an Error where the text is none. */
export async function isPassword(password: string, phc: string): Promise<boolean> {
  const match = PHC.exec(phc);
  if (match === null) throw new Error('not a PHC string of argon2id');
  const [, memory, passes, lanes, salt, tag] = match;
  const expected = Buffer.from(tag, 'base64');
  if (password.length > MOST_LENGTH) return false;
  const given = await tagOf(
    password,
    Buffer.from(salt, 'base64'),
    Number(memory),
    Number(passes),
    Number(lanes),
    expected.length,
  );
  return timingSafeEqual(given, expected);
}

function tagOf(
  password: string,
  salt: Buffer,
  memory: number,
  passes: number,
  parallelism: number,
  tagLength: number,
): Promise<Buffer> {
  // One form for characters that can be typed in several ways (RFC 8265).
  const message = password.normalize('NFC');
  return derive('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
