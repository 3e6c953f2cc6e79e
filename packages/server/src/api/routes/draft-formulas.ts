/** Formulas of the draft: checked as they are typed, tried on the recorded past, computed back with progress. */
import { Readable } from 'node:stream';
import { computeBack } from '@millwright/live';
import {
  checkFormula,
  FUNCTION_NAMES,
  type Plant,
  parseUnit,
  type TwinType,
  withFormula,
} from '@millwright/model';
import { z } from 'zod';
import { historyComputed } from '../../decisions/engineering.ts';
import { Cancelled, evaluateTwin, thin, watched } from '../../engineering/past.ts';
import {
  ComputeBackRequest,
  type ComputeProgress,
  DraftFormulaAnswer,
  DraftFormulaRequest,
  PreviewAnswer,
  PreviewRequest,
  VocabularyAnswer,
} from '../engineering-schemas.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { actorOf, plantOf, type Routes } from '../services.ts';
import { rangeOf } from '../times.ts';
import { draftOf } from './draft.ts';
import { PlantParams } from './plants.ts';

const tags = ['draft'];
const config = { needs: 'engineer' } as const;
const failed = failures(400, 401, 403, 404, 409, 422, 429);
/** How often progress is told, at most. */
const TELL_MS = 200;

export const draftFormulaRoutes: Routes = (app, services) => {
  /** The draft's plant; what runs while the draft has errors. */
  const plantOfDraft = async (id: string): Promise<Plant> =>
    (await draftOf(services, id).plant()) ?? plantOf(services, id).documents;
  const typeOf = (plant: Plant, id: string, name: string): TwinType =>
    plant.type(name) ?? plantOf(services, id).twinType(name);

  app.post(
    '/api/v1/plants/:plant/draft/formula',
    {
      config,
      schema: {
        tags,
        summary: 'Checks a formula on a type of the draft, as it is typed',
        params: PlantParams,
        body: DraftFormulaRequest,
        response: { 200: DraftFormulaAnswer, ...failed },
      },
    },
    async (request) => {
      const { type: name, formula, unit: code, expected } = request.body;
      const plant = await plantOfDraft(request.params.plant);
      const type = typeOf(plant, request.params.plant, name);
      const unit = code === undefined ? undefined : parseUnit(code);
      const { expr, faults } = checkFormula(formula, type, plant, unit, expected);
      return { faults, unit: expr?.unit.code ?? null };
    },
  );

  app.get(
    '/api/v1/plants/:plant/draft/vocabulary',
    {
      config,
      schema: {
        tags,
        summary: 'What a formula of a type may name',
        params: PlantParams,
        querystring: z.strictObject({ type: z.string().max(200) }),
        response: { 200: VocabularyAnswer, ...failed },
      },
    },
    async (request) => {
      const plant = await plantOfDraft(request.params.plant);
      return vocabularyOf(plant, typeOf(plant, request.params.plant, request.query.type));
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/preview',
    {
      config,
      schema: {
        tags,
        summary: 'What a formula would have given for one twin over the recorded past; nothing is stored',
        params: PlantParams,
        body: PreviewRequest,
        response: { 200: PreviewAnswer, ...failed },
      },
    },
    async (request, reply) => {
      const id = request.params.plant;
      const runtime = plantOf(services, id);
      const { twin: path, signal: name, formula, points } = request.body;
      const { from, to } = rangeOf(request.body, 'body/from');
      const drafted = await plantOfDraft(id);
      const of = drafted.twin(path)?.type ?? runtime.twin(path).type;
      const { plant } =
        of === undefined ? { plant: undefined } : withFormula(drafted, of.name, name, formula);
      const twin = plant?.twin(path);
      const signal = twin?.type?.signal(name);
      if (plant === undefined || twin?.type === undefined || signal?.formula === undefined) {
        throw new ProblemError('formula', `The formula of ${path}.${name} has faults, or is none.`, {
          where: 'body/formula',
          remedy: 'POST …/draft/formula names its faults.',
        });
      }
      const { type } = twin;
      const gone = new AbortController();
      reply.raw.on('close', () => gone.abort());
      const past = { recorded: runtime.plant, history: runtime.historian };
      const after = await services.heavy(() =>
        evaluateTwin(plant, twin, type, signal, { from, to }, past, gone.signal),
      );
      const recorded = runtime.plant.signalId(`${path}.${name}`);
      const before =
        recorded === undefined
          ? { times: [], values: [] }
          : await runtime.historian.series(recorded, from, to);
      return {
        unit: signal.unit.code,
        before: thin(before, points),
        after: thin(after, points),
        samples: after.times.length,
      };
    },
  );

  app.post(
    '/api/v1/plants/:plant/draft/compute-back',
    {
      config,
      schema: {
        tags,
        summary:
          'Computes the formula that runs over a past range and stores it; tells its progress line by line',
        params: PlantParams,
        body: ComputeBackRequest,
        response: {
          200: z.unknown().meta({ description: 'application/x-ndjson of ComputeProgress' }),
          ...failed,
        },
      },
    },
    async (request, reply) => {
      const runtime = plantOf(services, request.params.plant);
      const { type, signal } = runtime.signalType(request.body.type, request.body.signal);
      if (signal.formula === undefined) {
        throw new ProblemError('conflict', `${type.name}.${signal.name} has no formula to compute.`, {
          where: 'body/signal',
          remedy: 'Apply the draft first: what is computed back is the formula that runs.',
        });
      }
      const { from, to } = rangeOf(request.body, 'body/from');
      const gone = new AbortController();
      reply.raw.on('close', () => gone.abort());
      const lines = new Readable({ read() {} });
      let samples = 0;
      let told = 0;
      const tell = (line: ComputeProgress) => lines.push(`${JSON.stringify(line)}\n`);
      const { plant, historian, recorder, decisions } = runtime;
      const reader = watched(plant, type, signal, to, historian, gone.signal, (progress) => {
        if (performance.now() - told < TELL_MS) return;
        told = performance.now();
        tell({ progress, samples });
      });
      const work = services.heavy(async () => {
        await decisions.record([historyComputed(type, signal, { from, to })], actorOf(request));
        return computeBack(plant, type, signal.name, from, to, reader, async (batch) => {
          samples += batch.length;
          await recorder.append(batch);
        });
      });
      tell({ progress: 0, samples });
      work
        .then(
          () => tell({ progress: 1, samples, done: true }),
          (error: unknown) => {
            if (error instanceof Cancelled) return;
            tell({ progress: 0, samples, problem: error instanceof Error ? error.message : String(error) });
          },
        )
        .finally(() => lines.push(null));
      return reply.type('application/x-ndjson').send(lines);
    },
  );
};

function vocabularyOf(plant: Plant, type: TwinType): z.infer<typeof VocabularyAnswer> {
  const words: z.infer<typeof VocabularyAnswer>['words'] = [];
  const members: z.infer<typeof VocabularyAnswer>['members'] = {};
  const namesOf = (of: TwinType) => [
    ...of.signals.map(({ name, unit }) => ({ name, unit: unit.code })),
    ...of.parameters.map(({ name, unit }) => ({ name, unit: unit.code })),
  ];
  for (const { name, unit, label } of type.signals)
    words.push({ name, kind: 'signal', unit: unit.code, label });
  for (const { name, unit, label } of type.parameters)
    words.push({ name, kind: 'parameter', unit: unit.code, label });
  for (const { name, type: of } of type.parts) {
    const part = plant.type(of);
    if (part === undefined) continue;
    words.push({ name, kind: 'part', label: part.label });
    members[name] = namesOf(part);
  }
  const parents = new Set(type.twins.flatMap((twin) => twin.parent?.type ?? []));
  if (parents.size > 0) {
    words.push({ name: 'parent', kind: 'parent' });
    members.parent = [...new Map([...parents].flatMap(namesOf).map((one) => [one.name, one])).values()];
  }
  for (const name of FUNCTION_NAMES) words.push({ name, kind: 'function' });
  for (const name of ['and', 'or', 'not', 'true', 'false']) words.push({ name, kind: 'word' });
  return { words, members };
}
