/** Encryption of the server's own door: a certificate and its key as PEM files, read anew when they are renewed. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { StartError } from '../start-error.ts';
import { explainPlainHttp } from './first-byte.ts';

export interface TlsFiles {
  /** PEM: the certificate, then those of its issuers. */
  certificate: string;
  /** PEM, not encrypted; readable by this user only. */
  key: string;
}

interface Pair {
  cert: string;
  key: string;
  validFrom: Date;
  validTo: Date;
}

/** How often the files are looked at for a renewed certificate. */
const LOOK_MS = 60_000;
const WARN_MS = 14 * 24 * 3600_000;

export class Tls {
  readonly #files: TlsFiles;
  readonly #log: (message: string) => void;
  #pair: Pair;
  #server: Server | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #complained = '';
  #cut = (): void => {};

  private constructor(files: TlsFiles, pair: Pair, log: (message: string) => void) {
    this.#files = files;
    this.#pair = pair;
    this.#log = log;
  }

  /** Throws StartError where the files cannot be read, are no PEM, or do not belong together. */
  static async open(files: TlsFiles, log: (message: string) => void): Promise<Tls> {
    try {
      return new Tls(files, await readPair(files), log);
    } catch (error) {
      throw new StartError('tls', error instanceof Error ? error.message : String(error));
    }
  }

  /** Certificate as PEM: what programs on this machine trust. */
  get certificate(): string {
    return this.#pair.cert;
  }

  /** What somebody should do about the certificate soon; undefined while nothing. */
  get problem(): string | undefined {
    const { validFrom } = this.#pair;
    if (validFrom.getTime() > Date.now()) {
      return (
        `The certificate in ${this.#files.certificate} is valid from ${validFrom.toISOString()} only, and it is ${new Date().toISOString()} here: ` +
        'browsers refuse it. Set the clock of this machine right, or put a certificate there that is valid now.'
      );
    }
    const left = this.#pair.validTo.getTime() - Date.now();
    if (left > WARN_MS) return undefined;
    const day = this.#pair.validTo.toISOString().slice(0, 10);
    return left < 0
      ? `The certificate in ${this.#files.certificate} expired on ${day}: browsers refuse it. Put a new one there.`
      : `The certificate in ${this.#files.certificate} expires on ${day}. Put a new one there; it is taken on within a minute.`;
  }

  /** A server of TLS 1.2 and later, which explains itself to plain HTTP. Files that change are taken on while it runs; what does not fit is told and left. */
  createServer(handler: RequestListener): Server {
    const { cert, key } = this.#pair;
    this.#server = createServer({ cert, key, minVersion: 'TLSv1.2' }, handler);
    this.#cut = explainPlainHttp(this.#server);
    this.#timer = setInterval(() => void this.look(), LOOK_MS).unref();
    return this.#server;
  }

  /** Looks at the files now. Never rejects. */
  async look(): Promise<void> {
    try {
      const pair = await readPair(this.#files);
      this.#complained = '';
      if (pair.cert === this.#pair.cert && pair.key === this.#pair.key) return;
      this.#pair = pair;
      this.#server?.setSecureContext({ cert: pair.cert, key: pair.key, minVersion: 'TLSv1.2' });
      this.#log(`The renewed certificate in ${this.#files.certificate} is used from now on.`);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message === this.#complained) return;
      this.#complained = message;
      this.#log(`${message} The certificate from before stays.`);
    }
  }

  /** Ends what is open, also what never came to speak. */
  close(): void {
    this.#cut();
    clearInterval(this.#timer);
  }
}

async function readPair({ certificate, key }: TlsFiles): Promise<Pair> {
  const [cert, secret] = await Promise.all([
    read(certificate, 'certificate', '--tls-cert'),
    read(key, 'key', '--tls-key'),
  ]);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch {
    throw new Error(
      `${certificate} is no certificate as PEM. It begins with "-----BEGIN CERTIFICATE-----"; its issuers' follow in the same file.`,
    );
  }
  let fits: boolean;
  try {
    fits = parsed.checkPrivateKey(createPrivateKey(secret));
  } catch {
    throw new Error(
      `${key} is no private key as PEM without a passphrase. "openssl pkey -in FILE -out FILE.pem" writes one.`,
    );
  }
  if (!fits) {
    throw new Error(`The key in ${key} does not belong to the certificate in ${certificate}.`);
  }
  return { cert, key: secret, validFrom: new Date(parsed.validFrom), validTo: new Date(parsed.validTo) };
}

async function read(file: string, what: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${what} of TLS cannot be read (${why}). Name its file with ${option}.`);
  }
}
