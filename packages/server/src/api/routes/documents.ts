/** What there is to read about types and twins: files of the plant folder, served so that none can do anything but be read. */
import { extname } from 'node:path';
import { type DocumentReference, LIMITS, type Plant } from '@millwright/model';
import { z } from 'zod';
import { sendPlantFile } from '../plant-file.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const FOLDER = 'documents';

interface Kind {
  type: string;
  /** Bytes every such file begins with; of text there are none. */
  begins?: readonly number[];
  /** Position of those bytes. */
  at?: number;
}
const KINDS: Readonly<Record<string, Kind>> = {
  // As plain text: the page makes headings and lists of it, a browser nothing.
  '.md': { type: 'text/plain; charset=utf-8' },
  '.pdf': { type: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46] },
  '.png': { type: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47] },
  '.jpg': { type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  '.jpeg': { type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  '.webp': { type: 'image/webp', begins: [0x57, 0x45, 0x42, 0x50], at: 8 },
};

export const documentRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/documents/:file',
    {
      schema: {
        tags: ['plant'],
        summary:
          'A file that a type or a twin names to be read, its path below "documents" with encoded slashes',
        params: PlantParams.extend({
          file: z
            .string()
            .max(300)
            .meta({ description: 'Path below the folder "documents", such as manual.pdf' }),
        }),
        response: { 200: z.unknown(), 304: z.null(), ...failures(400, 401, 403, 404, 413) },
      },
    },
    async (request, reply) => {
      const { plant } = plantOf(services, request.params.plant);
      const { file } = request.params;
      const kind = KINDS[extname(file).toLowerCase()];
      if (kind === undefined || !isNamed(plant, `${FOLDER}/${file}`)) {
        throw new ProblemError('not-found', `No type and no twin of the plant names ${FOLDER}/${file}.`, {
          where: 'file',
          remedy: 'Name it under "documents" of a type or a twin.',
        });
      }
      reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return sendPlantFile(request, reply, {
        root: plant.folder,
        folder: FOLDER,
        file,
        most: LIMITS.readingBytes,
        type: kind.type,
        remedy: 'Put the file there, or take it out of "documents".',
        check(bytes) {
          const { begins = [], at = 0 } = kind;
          if (begins.every((byte, i) => bytes[at + i] === byte)) return;
          throw new ProblemError('not-found', `${FOLDER}/${file} is not what its ending says.`, {
            where: 'file',
            remedy: 'Save it anew in the format of its ending.',
          });
        },
      });
    },
  );
};

function isNamed(plant: Plant, name: string): boolean {
  const names = ({ documents }: { documents: readonly DocumentReference[] }) =>
    documents.some(({ file }) => file?.en === name || file?.zh === name);
  return plant.types.some(names) || plant.twins.some(names);
}
