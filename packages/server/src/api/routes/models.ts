/** GLB files of the plant folder that shapes name. */
import { LIMITS, type Plant } from '@millwright/model';
import { z } from 'zod';
import { sendPlantFile } from '../plant-file.ts';
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
      return sendPlantFile(request, reply, {
        root: plant.folder,
        folder: FOLDER,
        file,
        most: LIMITS.modelBytes,
        type: 'model/gltf-binary',
        remedy: 'Put the file there, or take "model" out of the shape.',
        check(bytes) {
          if (bytes.length >= 12 && bytes.readUInt32LE(0) === MAGIC) return;
          throw new ProblemError('not-found', `${FOLDER}/${file} is no GLB.`, {
            where: 'file',
            remedy: 'Export the model as binary glTF (.glb) with everything embedded.',
          });
        },
      });
    },
  );
};

function isNamed(plant: Plant, model: string): boolean {
  return (
    plant.types.some(({ shape }) => shape?.model === model) ||
    plant.scene.some(({ shape }) => shape.model === model)
  );
}
