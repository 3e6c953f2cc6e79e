/** What a plant is: its types, its twins, its scene. */
import { z } from 'zod';
import { describePlant, describeTwin, describeType } from '../../runtime/describe.ts';
import { failures } from '../responses.ts';
import { PlantInfo, PlantsAnswer, TwinsAnswer, TypesAnswer } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';

const tags = ['plant'];
export const PlantParams = z.object({ plant: z.string().max(200).meta({ description: 'Id of the plant' }) });

export const plantRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants',
    {
      schema: {
        tags,
        summary: 'The plants of this server',
        response: { 200: PlantsAnswer, ...failures(401) },
      },
    },
    () => ({
      items: Array.from(services.plants.values(), ({ plant }) => ({ id: plant.id, label: plant.label })),
    }),
  );

  app.get(
    '/api/v1/plants/:plant',
    {
      schema: {
        tags,
        summary: 'One plant',
        params: PlantParams,
        response: { 200: PlantInfo, ...failures(401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      return describePlant(runtime.plant, Date.now(), await runtime.firstTime());
    },
  );

  app.get(
    '/api/v1/plants/:plant/types',
    {
      schema: {
        tags,
        summary: 'Twin types with their signals, alarms, parameters, parts and shape',
        params: PlantParams,
        response: { 200: TypesAnswer, ...failures(401, 404) },
      },
    },
    (request) => {
      const runtime = plantOf(services, request.params.plant);
      const original = (type: string, signal: string) => runtime.overlay.documentFormula(type, signal);
      return { items: runtime.plant.types.map((type) => describeType(type, original)) };
    },
  );

  app.get(
    '/api/v1/plants/:plant/twins',
    {
      schema: {
        tags,
        summary: 'All twins, parents before their children',
        params: PlantParams,
        response: { 200: TwinsAnswer, ...failures(401, 404) },
      },
    },
    (request) => ({ items: plantOf(services, request.params.plant).plant.twins.map(describeTwin) }),
  );
};
