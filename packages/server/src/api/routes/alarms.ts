import { z } from 'zod';
import { failures } from '../responses.ts';
import { AlarmsAnswer } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { checkRange, Time } from './history.ts';
import { PlantParams } from './plants.ts';

export const alarmRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/alarms',
    {
      schema: {
        tags: ['alarms'],
        summary:
          'Alarms standing now, standing `at` an instant, or that stood at some time in [`from`, `to`]',
        params: PlantParams,
        querystring: z.object({ at: Time.optional(), from: Time.optional(), to: Time.optional() }),
        response: { 200: AlarmsAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { at, from, to } = request.query;
      if (at !== undefined) return { items: await runtime.alarmsAt(at) };
      if (from === undefined && to === undefined) return { items: runtime.standingAlarms() };
      const range = { from: from ?? 0, to: to ?? Date.now() };
      checkRange(range);
      return { items: await runtime.alarmsBetween(range.from, range.to) };
    },
  );
};
