/** Certificates of OPC UA servers that were refused, and trusting one: files in the folder of the source. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

export interface RefusedCertificate {
  /** SHA-1 of the DER form, hex: what OPC UA tools show. */
  thumbprint: string;
  sha256: string;
  subject: string;
  validFrom: string;
  validTo: string;
}

const MOST = 100;

/** Those a source refused, in its folder. */
export async function refusedCertificates(folder: string): Promise<RefusedCertificate[]> {
  const rejected = join(folder, 'pki', 'rejected');
  const names = await readdir(rejected).catch(() => []);
  const found: RefusedCertificate[] = [];
  for (const name of names.filter((one) => /^[0-9a-f]{40}\.pem$/.test(one)).slice(0, MOST)) {
    try {
      const certificate = new X509Certificate(await readFile(join(rejected, name)));
      const { subject, validFrom, validTo, raw } = certificate;
      const thumbprint = createHash('sha1').update(raw).digest('hex');
      const sha256 = createHash('sha256').update(raw).digest('hex');
      found.push({ thumbprint, sha256, subject: subject.replaceAll('\n', ', '), validFrom, validTo });
    } catch {
      // A file that is no certificate is none of ours.
    }
  }
  return found;
}

/** Moves a refused certificate to the trusted ones; false where there is none of this thumbprint. */
export async function trustCertificate(folder: string, thumbprint: string): Promise<boolean> {
  const print = thumbprint.toLowerCase();
  if (!/^[0-9a-f]{40}$/.test(print)) return false;
  const refused = await refusedCertificates(folder);
  if (!refused.some((one) => one.thumbprint === print)) return false;
  const trusted = join(folder, 'pki', 'trusted', 'certs');
  await mkdir(trusted, { recursive: true });
  await rename(join(folder, 'pki', 'rejected', `${print}.pem`), join(trusted, `${print}.pem`));
  return true;
}
