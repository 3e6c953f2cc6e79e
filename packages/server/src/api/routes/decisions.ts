/** Commands in, events out: the one door through which anything is decided, and the journal behind it. */
import { isJsonObject, newestSeals } from '@millwright/journal';
import { z } from 'zod';
import { CommandAnswer, CommandRequest, HistoryCheckAnswer, JournalPage } from '../decision-schemas.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { actorOf, plantOf, type Routes } from '../services.ts';
import { rangeOf, Time } from '../times.ts';
import { PlantParams } from './plants.ts';

const tags = ['decisions'];
/** Events of one file of the log: one that is damaged hides only its own. */
const BUNDLE = 256;
/** Events looked at for one page: a filter that fits nothing must not read years. */
const MOST_LOOKED_AT = 50_000;

export const decisionRoutes: Routes = (app, services) => {
  app.post(
    '/api/v1/plants/:plant/commands',
    {
      schema: {
        tags,
        summary: 'Carries a command out; answered when its events are on disk',
        description:
          'What a command needs is checked by its type: a role at the place of its subject. The same id again gets the same answer.',
        params: PlantParams,
        body: CommandRequest,
        response: { 200: CommandAnswer, ...failures(400, 401, 403, 404, 409, 422, 503) },
      },
    },
    async (request) => {
      const { decisions } = plantOf(services, request.params.plant);
      const { data, ...rest } = request.body;
      if (!isJsonObject(data))
        throw new ProblemError('bad-request', 'The data is no JSON object.', { where: 'body/data' });
      const { events } = await decisions.submit({ ...rest, data, actor: actorOf(request) });
      return { events: [...events] };
    },
  );

  app.get(
    '/api/v1/plants/:plant/journal',
    {
      schema: {
        tags,
        summary: 'Events, newest first',
        params: PlantParams,
        querystring: z.strictObject({
          before: z.coerce.number().int().nonnegative().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          subject: z
            .string()
            .max(500)
            .optional()
            .meta({ description: 'Subject, or the beginning of one with / at its end' }),
          type: z.string().max(80).optional(),
          without: z
            .string()
            .max(80)
            .optional()
            .meta({ description: 'A type that is left out, such as history-sealed' }),
          until: Time.optional().meta({ description: 'Only events up to this instant' }),
          actor: z.string().max(200).optional(),
        }),
        response: { 200: JournalPage, ...failures(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { journal, witnesses } = plantOf(services, request.params.plant).decisions;
      const { before = journal.size, limit, subject, type, without, until, actor } = request.query;
      const fits = (event: { subject: string; type: string; actor: string }) =>
        (subject === undefined ||
          (subject.endsWith('/') ? event.subject.startsWith(subject) : event.subject === subject)) &&
        (type === undefined || event.type === type) &&
        event.type !== without &&
        (actor === undefined || event.actor === actor);
      const items: z.infer<typeof JournalPage>['items'] = [];
      let end = Math.min(before, until === undefined ? journal.size : await journal.countUntil(until));
      const least = Math.max(0, end - MOST_LOOKED_AT);
      while (end > least && items.length < limit) {
        const start = Math.max(least, (Math.ceil(end / BUNDLE) - 1) * BUNDLE);
        const events = await journal.read(start, end);
        for (let i = events.length - 1; i >= 0 && items.length < limit; i--) {
          end = events[i].seq;
          if (fits(events[i])) items.push(events[i]);
        }
      }
      return {
        items,
        next: end > 0 ? end : null,
        size: journal.size,
        verifierKey: journal.verifierKey,
        checkpoint: journal.note,
        witnesses,
      };
    },
  );

  app.get(
    '/api/v1/plants/:plant/history/check',
    {
      schema: {
        tags,
        summary: 'Compares recorded samples with their digests in the journal, at most a day of them',
        params: PlantParams,
        querystring: z.strictObject({ from: Time.optional(), to: Time.optional() }),
        response: { 200: HistoryCheckAnswer, ...failures(400, 401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { decisions, historian } = plantOf(services, request.params.plant);
      const { from, to } = rangeOf(request.query);
      const seals = await newestSeals(decisions.journal.events(), from, to);
      return { minutes: seals.length, faults: await historian.checkSealed(seals) };
    },
  );

  app.get(
    '/api/v1/plants/:plant/journal/:seq/proof',
    {
      schema: {
        tags,
        summary:
          'A file that proves an event, what led to it and what followed; checked offline with "millwright journal verify"',
        params: PlantParams.extend({ seq: z.coerce.number().int().nonnegative() }),
        response: { 200: z.unknown(), ...failures(400, 401, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      const { plant, seq } = request.params;
      const { journal } = plantOf(services, plant).decisions;
      if (seq >= journal.size) {
        throw new ProblemError('not-found', `There is no event ${seq}; the journal has ${journal.size}.`, {
          where: 'seq',
        });
      }
      const proof = await journal.prove(seq);
      return reply
        .header('content-disposition', `attachment; filename="${plant}-event-${seq}.proof.json"`)
        .send(proof);
    },
  );
};
