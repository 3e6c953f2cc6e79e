import { z } from 'zod';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { AlarmsAnswer } from '../schemas.ts';
import { plantOf, type Routes } from '../services.ts';
import { rangeOf, Time } from '../times.ts';
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
        querystring: z.strictObject({
          at: Time.optional().meta({ description: 'Those standing at this instant' }),
          from: Time.optional().meta({ description: 'Those that stood at some time from here on' }),
          to: Time.optional().meta({ description: 'Those that stood at some time until here' }),
        }),
        response: { 200: AlarmsAnswer, ...failures(400, 401, 404) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { at, from, to } = request.query;
      if (at !== undefined && (from ?? to) !== undefined) {
        throw new ProblemError('bad-request', 'Either at or from and to can be given, not both.', {
          where: 'querystring/at',
          remedy: 'Leave out at for a range, or from and to for an instant.',
        });
      }
      if (at !== undefined) return { items: await runtime.alarmsAt(at) };
      if (from === undefined && to === undefined) return { items: runtime.standingAlarms() };
      const range = rangeOf({ from: from ?? 0, to });
      return { items: await runtime.alarmsBetween(range.from, range.to) };
    },
  );
};
