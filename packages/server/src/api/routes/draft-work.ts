/** Work in the draft: what a maintenance plan would say now, before it runs. */
import { z } from 'zod';
import { previewPlan } from '../../runtime/describe-work.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { plantOf, type Routes } from '../services.ts';
import { PlanPreview } from '../work-schemas.ts';
import { draftOf } from './draft.ts';
import { PlantParams } from './plants.ts';

export const draftWorkRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/draft/plans/:plan',
    {
      config: { needs: 'engineer' },
      schema: {
        tags: ['draft'],
        summary:
          'A maintenance plan of the draft: when it falls due next, how far its counter is, whether its condition holds',
        params: PlantParams.extend({ plan: z.string().max(200) }),
        response: { 200: PlanPreview, ...failures(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const drafted = await draftOf(services, request.params.plant).plant();
      if (drafted === undefined) {
        throw new ProblemError('conflict', 'The draft has errors, so nobody can say what the plan means.', {
          where: 'plan',
          remedy: 'Mend them first: GET …/draft names them.',
        });
      }
      const name = request.params.plan;
      const plan = drafted.work.plans.find((each) => each.name === name);
      if (plan === undefined) {
        throw new ProblemError('not-found', `The draft has no maintenance plan "${name}".`, {
          where: 'plan',
        });
      }
      const { plant, decisions } = runtime;
      // Signals of the draft have numbers of their own; what runs knows them by their paths.
      const present = (id: number) => {
        const running = plant.signalId(drafted.signalAt(id).path);
        return running === undefined ? undefined : decisions.present(running);
      };
      return previewPlan(plan, drafted, decisions.operate.plans, present, Date.now());
    },
  );
};
