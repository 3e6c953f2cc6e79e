/**
 * Whom this source trusts, and with which certificate it shows itself.
 *
 * The PKI lies in the source's folder: `own/` our key and certificate, made once; `trusted/certs/` what a person moved
 * there; `rejected/` what came and is not trusted. A server's certificate is trusted when `trust` names it (file or
 * thumbprint) or when it, or its issuer, lies in the trusted folders; there is no silent trust and no trust on first
 * use. Because a person vouches for the certificate itself, its host name need not match the endpoint, which keeps
 * gateways, port forwards and changed addresses working; its dates must be valid all the same.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { type OPCUAClient, type StatusCode, StatusCodes } from 'node-opcua-client';

/** What the client library asks of a store of certificates. */
type CertificateStore = OPCUAClient['clientCertificateManager'];

const VALID_DAYS = 3_650;
const RENEW_BEFORE_MS = 30 * 86_400_000;
const MAX_CERTIFICATE_BYTES = 65_536;

export class TrustStore implements CertificateStore {
  referenceCounter = 0;
  /** Why the last certificate was refused and what to do about it; undefined after one was accepted. */
  refusal: string | undefined;
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly rejectedFolder: string;
  readonly trustedFolder: string;
  #pki: OPCUACertificateManager;
  #pinned = new Set<string>();
  #initialized: Promise<void> | undefined;

  /** `folder` is the PKI; it is made when needed. */
  constructor(folder: string) {
    // Without file watchers: the folders are read anew at every attempt to connect, and nothing keeps the process alive.
    this.#pki = new OPCUACertificateManager({
      rootFolder: folder,
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    });
    this.certificateFile = join(folder, 'own', 'certs', 'certificate.pem');
    this.privateKeyFile = join(folder, 'own', 'private', 'private_key.pem');
    this.rejectedFolder = join(folder, 'rejected');
    this.trustedFolder = join(folder, 'trusted', 'certs');
  }

  /**
   * Makes the key and the certificate of this application where there are none, or where they end within 30 days.
   * Returns the application URI in the certificate. Measured: 0.2 s the first time (2048 bit RSA, no openssl needed).
   */
  async ownCertificate(name: string): Promise<string> {
    await this.initialize();
    if (existsSync(this.certificateFile)) {
      const own = new X509Certificate(await readFile(this.certificateFile));
      const uri = applicationUriOf(own);
      if (uri !== undefined && Date.parse(own.validTo) > Date.now() + RENEW_BEFORE_MS) return uri;
      await rm(this.certificateFile);
    }
    const host = hostname();
    const applicationUri = `urn:${host}:millwright:${name}`;
    await this.#pki.createSelfSignedCertificate({
      applicationUri,
      dns: [host],
      ip: [],
      subject: `/CN=Millwright ${name}/O=Millwright`,
      startDate: new Date(),
      validity: VALID_DAYS,
      outputFile: this.certificateFile,
    });
    return applicationUri;
  }

  /** Takes over the `trust` setting. Returns what is wrong with entries that are neither thumbprint nor certificate. */
  async pin(trust: readonly string[], plantFolder: string): Promise<string[]> {
    const faults: string[] = [];
    for (const entry of trust) {
      const hex = entry.replaceAll(/[\s:]/g, '').toLowerCase();
      if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(hex)) {
        this.#pinned.add(hex);
        continue;
      }
      const path = isAbsolute(entry) ? entry : resolve(plantFolder, entry);
      try {
        const bytes = await readFile(path);
        if (bytes.length > MAX_CERTIFICATE_BYTES)
          throw new Error(`larger than ${MAX_CERTIFICATE_BYTES} bytes`);
        this.#pinned.add(thumbprint(new X509Certificate(bytes).raw));
      } catch (error) {
        faults.push(
          `trust: ${path} cannot be read as a certificate (${error instanceof Error ? error.message : error})`,
        );
      }
    }
    return faults;
  }

  /** Decides about the certificate (leaf first) that a server shows. */
  async checkCertificate(chain: Buffer | Buffer[]): Promise<StatusCode> {
    const certificates = Array.isArray(chain) ? chain : [chain];
    const leaf = certificates[0];
    const print = thumbprint(leaf);
    this.refusal = undefined;
    const certificate = new X509Certificate(leaf);
    const { validFrom, validTo } = certificate;
    const now = Date.now();
    if (now < Date.parse(validFrom) || now > Date.parse(validTo)) {
      this.refusal = `the server's certificate is valid from ${validFrom} to ${validTo} only; renew it on the server`;
      return StatusCodes.BadCertificateTimeInvalid;
    }
    if (this.#pinned.has(print) || this.#pinned.has(sha256(leaf))) return StatusCodes.Good;
    const verdict = await this.verifyCertificate(chain, { acceptCertificateWithValidIssuerChain: true });
    if (verdict === 'Good') return StatusCodes.Good;
    const file = join(this.rejectedFolder, `${print}.pem`);
    await mkdir(this.rejectedFolder, { recursive: true });
    await writeFile(file, certificates.map((one) => new X509Certificate(one).toString()).join(''));
    this.refusal =
      `the server's certificate (${certificate.subject.replaceAll('\n', ', ')}) is not trusted (${verdict}). ` +
      `Compare its thumbprint ${print} with the one shown on the server; if it is the same, move ${file} to ` +
      `${this.trustedFolder}, or add the thumbprint to \`trust\` of this source in sources.yaml`;
    return StatusCodes.BadCertificateUntrusted;
  }

  initialize(): Promise<void> {
    this.#initialized ??= this.#pki.initialize();
    return this.#initialized;
  }

  /** Called by each client that lets go of the store; the source calls `close` when the last one has. */
  async dispose(): Promise<void> {
    if (this.referenceCounter > 0) this.referenceCounter--;
  }

  close(): Promise<void> {
    return this.#pki.dispose();
  }

  verifyCertificate(
    chain: Buffer | Buffer[],
    options?: { acceptOutdatedCertificate?: boolean; acceptCertificateWithValidIssuerChain?: boolean },
  ): Promise<string> {
    return this.#pki.verifyCertificate(chain, options);
  }

  trustCertificate(chain: Buffer | Buffer[]): Promise<void> {
    return this.#pki.trustCertificate(chain);
  }

  rejectCertificate(chain: Buffer | Buffer[]): Promise<void> {
    return this.#pki.rejectCertificate(chain);
  }

  getTrustStatus(certificate: Buffer): Promise<StatusCode> {
    return this.#pki.getTrustStatus(certificate);
  }

  addIssuer(certificate: Buffer, validate?: boolean, addInTrustList?: boolean): Promise<unknown> {
    return this.#pki.addIssuer(certificate, validate, addInTrustList);
  }

  addRevocationList(list: Buffer, target?: 'issuers' | 'trusted'): Promise<unknown> {
    return this.#pki.addRevocationList(list, target);
  }
}

/** What OPC UA calls the thumbprint: SHA-1 of the DER form, hex in lower case. */
export function thumbprint(der: Buffer): string {
  return createHash('sha1').update(der).digest('hex');
}

function sha256(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}

/** The application URI in the subject alternative names of a certificate. */
export function applicationUriOf(certificate: X509Certificate): string | undefined {
  return /(?:^|, )URI:([^,]+)/.exec(certificate.subjectAltName ?? '')?.[1];
}
