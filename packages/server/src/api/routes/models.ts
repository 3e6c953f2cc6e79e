/**
 * GLB files of the plant folder that shapes name. Only those: what a document does not mention has no address, so no
 * path leads anywhere else. Checked again when it is opened: a link out of the folder is not followed.
 */
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LIMITS, type Plant } from '@millwright/model';
import { z } from 'zod';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const FOLDER = 'models';
/** First bytes of every GLB: "glTF". */
const MAGIC = 0x46546c67;

export const modelRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/models/:file',
    {
      schema: {
        tags: ['plant'],
        summary: 'A GLB that a shape names, its path below "models" with encoded slashes',
        params: PlantParams.extend({
          file: z
            .string()
            .max(300)
            .meta({ description: 'Path below the folder "models", such as motor.glb' }),
        }),
        response: { 200: z.unknown(), 304: z.null(), ...failures(400, 401, 403, 404, 413) },
      },
    },
    async (request, reply) => {
      const { plant } = plantOf(services, request.params.plant);
      const { file } = request.params;
      if (!isNamed(plant, `${FOLDER}/${file}`)) {
        throw new ProblemError('not-found', `No shape of the plant names ${FOLDER}/${file}.`, {
          where: 'file',
        });
      }
      const path = await insideOf(join(plant.folder, FOLDER), file);
      if (path === undefined) {
        throw new ProblemError('not-found', `There is no file ${FOLDER}/${file} in the plant folder.`, {
          where: 'file',
          remedy: 'Put the file there, or take "model" out of the shape.',
        });
      }
      const handle = await open(path);
      try {
        const { size, mtimeMs } = await handle.stat();
        if (size > LIMITS.modelBytes) {
          const most = LIMITS.modelBytes / 1024 / 1024;
          throw new ProblemError('too-large', `${FOLDER}/${file} is larger than ${most} MB.`, {
            where: 'file',
          });
        }
        const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
        // Kept by the browser, asked for again each time: a changed file is seen at once.
        reply.header('etag', tag).header('cache-control', 'private, no-cache');
        if (request.headers['if-none-match'] === tag) return await reply.code(304).send(null);
        const bytes = Buffer.alloc(size);
        const { bytesRead } = await handle.read(bytes, 0, size, 0);
        if (bytesRead < 12 || bytes.readUInt32LE(0) !== MAGIC) {
          throw new ProblemError('not-found', `${FOLDER}/${file} is no GLB.`, {
            where: 'file',
            remedy: 'Export the model as binary glTF (.glb) with everything embedded.',
          });
        }
        return await reply.type('model/gltf-binary').send(bytes.subarray(0, bytesRead));
      } finally {
        await handle.close();
      }
    },
  );
};

function isNamed(plant: Plant, model: string): boolean {
  return (
    plant.types.some(({ shape }) => shape?.model === model) ||
    plant.scene.some(({ shape }) => shape.model === model)
  );
}

/** The real path of a file below a folder; undefined where there is none or where it lies elsewhere. */
async function insideOf(folder: string, file: string): Promise<string | undefined> {
  const [root, path] = await Promise.all(
    [folder, join(folder, file)].map((each) => realpath(each).catch(() => '')),
  );
  return root !== '' && path.startsWith(root + sep) ? path : undefined;
}
