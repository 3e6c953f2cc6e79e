/** Files that belong to work: named by the hash of their content; the bytes are kept by the server. */
import { z } from 'zod';

const LARGEST = 20 * 1024 * 1024;

/** SHA-256 of the content in hexadecimal. */
export const contentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the content, 64 hexadecimal digits');

/** What may be attached: nothing a browser would run. */
export const attachment = z.object({
  hash: contentHash,
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u, 'a name without slashes'),
  type: z.enum([
    'image/png',
    'image/jpeg',
    'image/webp',
    'application/pdf',
    'text/plain',
    'text/csv',
    'video/mp4',
  ]),
  /** Bytes. */
  size: z.int().min(1).max(LARGEST),
});

export const text = z.string().trim().min(1).max(4_000);
export const title = z.string().trim().min(1).max(200);
