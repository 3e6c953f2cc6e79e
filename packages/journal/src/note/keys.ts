/**
 * Keys of signed notes: Ed25519, as C2SP writes them down.
 *
 *     verifier  name+hash+base64(type ‖ public key)                  given to everybody
 *     signer    PRIVATE+KEY+name+hash+base64(0x01 ‖ seed)            kept in a file of mode 0600
 *
 * type 0x01 signs the text of a note; type 0x04 is a witness, which signs the text together with the time.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { decodeBase64, keyIdText, NoteError, type NoteSignature, type Verifier } from './note.ts';

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;
/** DER around the 32 bytes of an Ed25519 key (RFC 8410). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const SIGNER_PREFIX = 'PRIVATE+KEY+';

/** Reads `name+hash+base64`. Throws NoteError that says what is wrong. */
export function parseVerifier(text: string): Verifier {
  const { name, hash, bytes } = takeApart(text.trim(), 'verifier key');
  const type = bytes[0];
  if (type !== ED25519 && type !== COSIGNATURE)
    throw new NoteError(
      `The verifier key of ${name} is of an unknown kind (0x${type.toString(16).padStart(2, '0')}).`,
    );
  const id = keyIdOf(name, bytes);
  if (bytes.length !== 1 + KEY_BYTES || keyIdText(id) !== hash)
    throw new NoteError(`The verifier key of ${name} is damaged: its hash should be ${keyIdText(id)}.`);
  const key = publicKeyOf(bytes.subarray(1));
  return {
    name,
    keyId: id,
    witness: type === COSIGNATURE,
    verify: (note, signature) =>
      type === ED25519 ? verifyPlain(key, note, signature) : verifyCosignature(key, note, signature),
  };
}

function verifyPlain(key: KeyObject, text: string, signature: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, signature);
}

function verifyCosignature(key: KeyObject, text: string, signature: Uint8Array): boolean {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return false;
  const message = cosignedText(text, cosignatureTime(signature));
  return verify(null, Buffer.from(message), key, signature.subarray(TIME_BYTES));
}

/** What a witness signs (C2SP tlog-cosignature v1). */
function cosignedText(text: string, time: bigint): string {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

/** When a witness signed, seconds since 1970. */
export function cosignatureTime(signature: Uint8Array): bigint {
  return Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).readBigUInt64BE(0);
}

/** A private key that signs notes. */
export class Signer {
  readonly name: string;
  readonly keyId: number;
  /** `name+hash+base64`, to be given to everybody who wants to verify. */
  readonly verifierKey: string;
  readonly witness: boolean;
  readonly #seed: Buffer;
  readonly #key: KeyObject;

  private constructor(name: string, seed: Buffer, type: typeof ED25519 | typeof COSIGNATURE) {
    this.name = name;
    this.witness = type === COSIGNATURE;
    this.#seed = seed;
    this.#key = createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' });
    const der = createPublicKey(this.#key).export({ format: 'der', type: 'spki' });
    const bytes = Buffer.concat([Buffer.of(type), der.subarray(PUBLIC_DER.length)]);
    this.keyId = keyIdOf(name, bytes);
    this.verifierKey = `${name}+${keyIdText(this.keyId)}+${bytes.toString('base64')}`;
  }

  /** A new key. The name must not contain spaces or plus signs; that of a log is its origin. */
  static generate(name: string, kind: 'log' | 'witness' = 'log'): Signer {
    checkName(name);
    return new Signer(name, randomBytes(KEY_BYTES), kind === 'log' ? ED25519 : COSIGNATURE);
  }

  /** Reads the text of `secret`. Throws NoteError, which does not repeat any of it. */
  static parse(text: string): Signer {
    const trimmed = text.trim();
    if (!trimmed.startsWith(SIGNER_PREFIX)) throw new NoteError('It is no signing key.');
    const { name, hash, bytes } = takeApart(trimmed.slice(SIGNER_PREFIX.length), 'signing key');
    if (bytes.length !== 1 + KEY_BYTES || bytes[0] !== ED25519)
      throw new NoteError(`The signing key of ${name} is no Ed25519 key.`);
    const signer = new Signer(name, bytes.subarray(1), ED25519);
    if (keyIdText(signer.keyId) !== hash) throw new NoteError(`The signing key of ${name} is damaged.`);
    return signer;
  }

  /** The private key as text: for its file and nothing else. */
  secret(): string {
    const bytes = Buffer.concat([Buffer.of(ED25519), this.#seed]);
    return `${SIGNER_PREFIX}${this.name}+${keyIdText(this.keyId)}+${bytes.toString('base64')}`;
  }

  /**
   * Signs the text of a note.
   * @param time seconds since 1970, for witnesses
   */
  sign(text: string, time = 0): NoteSignature {
    const { name, keyId } = this;
    if (!this.witness) return { name, keyId, signature: sign(null, Buffer.from(text), this.#key) };
    const when = Buffer.alloc(TIME_BYTES);
    when.writeBigUInt64BE(BigInt(time));
    const signature = sign(null, Buffer.from(cosignedText(text, BigInt(time))), this.#key);
    return { name, keyId, signature: Buffer.concat([when, signature]) };
  }

  /** A secret for another purpose, from which this key cannot be learnt. */
  derive(purpose: string): Buffer {
    return createHash('sha256').update(`millwright ${purpose}\n`).update(this.#seed).digest();
  }
}

/** Why a text cannot be the name of a key, or undefined. */
export function checkName(name: string): void {
  if (name === '' || /[\s+]/u.test(name) || !name.isWellFormed())
    throw new NoteError(
      `"${name}" cannot name a key: it must not be empty nor contain spaces or plus signs.`,
    );
}

function takeApart(text: string, what: string): { name: string; hash: string; bytes: Buffer } {
  const [name, hash, ...rest] = text.split('+');
  const bytes = decodeBase64(rest.join('+'));
  if (!/^[0-9a-f]{8}$/.test(hash ?? '') || bytes === undefined || bytes.length < 2)
    throw new NoteError(`It is no ${what}: name+hash+base64 is wanted.`);
  checkName(name);
  return { name, hash, bytes };
}

function keyIdOf(name: string, bytes: Uint8Array): number {
  return createHash('sha256').update(`${name}\n`).update(bytes).digest().readUInt32BE(0);
}

function publicKeyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_DER, bytes]), format: 'der', type: 'spki' });
}
