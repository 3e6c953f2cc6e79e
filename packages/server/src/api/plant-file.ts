/**
 * Files of the plant folder that documents name. Only those: what no document mentions has no address, so no path leads
 * anywhere else. Checked again when it is opened: a link out of the folder is not followed.
 */
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problems.ts';

export interface PlantFile {
  /** Folder of the plant. */
  root: string;
  /** Folder within it, such as `models`. */
  folder: string;
  /** Path below that folder, with slashes. */
  file: string;
  /** Most bytes. */
  most: number;
  type: string;
  /** What to do where the file is not there. */
  remedy: string;
  /** Throws a problem where the bytes are not what the name says. */
  check(bytes: Buffer): void;
}

/** Answers with a file, or with 304 where the browser has it. Kept by the browser, asked for again each time. */
export async function sendPlantFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { root, folder, file, most, type, remedy, check }: PlantFile,
): Promise<FastifyReply> {
  const name = `${folder}/${file}`;
  const path = await insideOf(join(root, folder), file);
  if (path === undefined) {
    throw new ProblemError('not-found', `There is no file ${name} in the plant folder.`, {
      where: 'file',
      remedy,
    });
  }
  const handle = await open(path);
  try {
    const { size, mtimeMs } = await handle.stat();
    if (size > most) {
      throw new ProblemError('too-large', `${name} is larger than ${most / 1024 / 1024} MB.`, {
        where: 'file',
      });
    }
    const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (request.headers['if-none-match'] === tag) return await reply.code(304).send(null);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    check(bytes.subarray(0, bytesRead));
    return await reply.type(type).send(bytes.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** The real path of a file below a folder; undefined where there is none or where it lies elsewhere. */
async function insideOf(folder: string, file: string): Promise<string | undefined> {
  const [root, path] = await Promise.all(
    [folder, join(folder, file)].map((each) => realpath(each).catch(() => '')),
  );
  return root !== '' && path.startsWith(root + sep) ? path : undefined;
}
