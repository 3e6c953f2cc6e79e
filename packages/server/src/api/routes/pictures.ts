/** Pictures of procedures: files of the plant folder that a step shows, and nothing else. */
import { extname } from 'node:path';
import { z } from 'zod';
import { sendPlantFile } from '../plant-file.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const MOST_BYTES = 20 * 1024 * 1024;

interface Kind {
  type: string;
  /** Whether the first bytes are those of such a picture. */
  fits(bytes: Buffer): boolean;
}
const begins = (bytes: Buffer, start: readonly number[], at = 0) =>
  start.every((byte, i) => bytes[at + i] === byte);
const JPEG: Kind = { type: 'image/jpeg', fits: (bytes) => begins(bytes, [0xff, 0xd8, 0xff]) };
const KINDS: Readonly<Record<string, Kind>> = {
  // Shown as an image alone, where no script of it runs.
  '.svg': { type: 'image/svg+xml', fits: (bytes) => bytes.subarray(0, 4096).includes('<svg') },
  '.png': { type: 'image/png', fits: (bytes) => begins(bytes, [0x89, 0x50, 0x4e, 0x47]) },
  '.jpg': JPEG,
  '.jpeg': JPEG,
  '.webp': { type: 'image/webp', fits: (bytes) => begins(bytes, [0x57, 0x45, 0x42, 0x50], 8) },
};

export const pictureRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/pictures/:file',
    {
      schema: {
        tags: ['plant'],
        summary:
          'A picture that a step of a procedure shows, its path in the plant folder with encoded slashes',
        params: PlantParams.extend({
          file: z
            .string()
            .max(300)
            .meta({ description: 'As the step names it, such as procedures/pictures/bearing.svg' }),
        }),
        response: { 200: z.unknown(), 304: z.null(), ...failures(400, 401, 403, 404, 413) },
      },
    },
    async (request, reply) => {
      const { plant } = plantOf(services, request.params.plant);
      const { file } = request.params;
      const kind = KINDS[extname(file).toLowerCase()];
      const isNamed = plant.work.procedures.some(({ steps }) =>
        steps.some(({ picture }) => picture === file),
      );
      if (kind === undefined || !isNamed) {
        throw new ProblemError('not-found', `No step of a procedure shows ${file}.`, {
          where: 'file',
          remedy: 'Name it under "picture" of a step: an SVG, PNG, JPEG or WebP.',
        });
      }
      const cut = file.indexOf('/');
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return sendPlantFile(request, reply, {
        root: plant.folder,
        folder: file.slice(0, Math.max(0, cut)),
        file: file.slice(cut + 1),
        most: MOST_BYTES,
        type: kind.type,
        remedy: 'Put the file there, or take it out of the procedure.',
        check(bytes) {
          if (kind.fits(bytes)) return;
          throw new ProblemError('not-found', `${file} is not what its ending says.`, {
            where: 'file',
            remedy: 'Save it anew in the format of its ending.',
          });
        },
      });
    },
  );
};
