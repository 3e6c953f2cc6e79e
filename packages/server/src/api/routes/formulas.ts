/** Formulas: explain a value, check a text, change one while running, compute it back. */
import { checkFormula, parseUnit } from '@millwright/model';
import { z } from 'zod';
import { formulaChanged, historyComputed } from '../../decisions/engineering.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import {
  ComputeAnswer,
  ComputeRequest,
  ExplainAnswer,
  FormulaCheckAnswer,
  FormulaCheckRequest,
  FormulaRequest,
} from '../schemas.ts';
import { actorOf, plantOf, type Routes } from '../services.ts';
import { rangeOf, Time } from '../times.ts';
import { SignalTypeParams } from './history.ts';
import { PlantParams } from './plants.ts';
import { SignalParams, signalOf } from './signals.ts';

const tags = ['formulas'];

export const formulaRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/plants/:plant/signals/:path/explain',
    {
      schema: {
        tags,
        summary: 'How the value of a derived signal came about at an instant; now without `at`',
        params: SignalParams,
        querystring: z.strictObject({ at: Time.optional() }),
        response: { 200: ExplainAnswer, ...failures(400, 401, 404, 409) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const id = signalOf(runtime, request.params.path);
      const { path, type } = runtime.plant.signalAt(id);
      if (type.formula === undefined) {
        throw new ProblemError(
          'conflict',
          `${path} is ${type.kind}, not derived: there is no formula to explain.`,
          {
            where: 'path',
            remedy:
              'GET …/signals/{path}/samples has its samples. Derived signals are those of the kind "derived".',
          },
        );
      }
      const at = request.query.at ?? Date.now();
      return { path, at, formula: type.formula.text, root: await runtime.explain(id, at) };
    },
  );

  app.post(
    '/api/v1/plants/:plant/formulas/check',
    {
      schema: {
        tags,
        summary: 'Checks a formula on a type without changing anything',
        params: PlantParams,
        body: FormulaCheckRequest,
        response: { 200: FormulaCheckAnswer, ...failures(400, 401, 403, 404) },
      },
    },
    (request) => {
      const runtime = plantOf(services, request.params.plant);
      const type = runtime.twinType(request.body.type);
      const unit = request.body.unit === undefined ? undefined : parseUnit(request.body.unit);
      if (request.body.unit !== undefined && unit === undefined) {
        throw new ProblemError('bad-request', `"${request.body.unit}" is no UCUM unit.`, {
          where: 'body/unit',
          remedy: 'Write units as UCUM does: mm/s, kN.m, Cel, %, 1 for none.',
        });
      }
      const { expr, faults } = checkFormula(request.body.formula, type, runtime.plant, unit);
      return { faults, unit: expr?.unit.code ?? null };
    },
  );

  app.put(
    '/api/v1/plants/:plant/types/:type/signals/:signal/formula',
    {
      config: { needs: 'engineer' },
      schema: {
        tags,
        summary: 'Changes the formula of a derived signal while the plant runs on',
        params: SignalTypeParams,
        body: FormulaRequest,
        response: { 200: FormulaCheckAnswer, ...failures(400, 401, 403, 404, 409, 422) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { type, signal } = runtime.signalType(request.params.type, request.params.signal);
      const { formula } = request.body;
      await runtime.changeFormula(type, signal, formula, () =>
        runtime.decisions.record([formulaChanged(type, signal, formula, request.body)], actorOf(request)),
      );
      return { faults: [], unit: signal.unit.code };
    },
  );

  app.post(
    '/api/v1/plants/:plant/types/:type/signals/:signal/compute',
    {
      config: { needs: 'engineer' },
      schema: {
        tags,
        summary: 'Computes the formula over a past range and stores the result; may take minutes',
        params: SignalTypeParams,
        body: ComputeRequest,
        response: { 200: ComputeAnswer, ...failures(400, 401, 403, 404, 409, 429, 503) },
      },
    },
    async (request) => {
      const runtime = plantOf(services, request.params.plant);
      const { type, signal } = runtime.signalType(request.params.type, request.params.signal);
      if (signal.formula === undefined) {
        throw new ProblemError('conflict', `${type.name}.${signal.name} has no formula to compute.`, {
          where: 'signal',
          remedy: 'GET …/types lists the signals of a type; those that are derived have a formula.',
        });
      }
      const { from, to } = rangeOf(request.body, 'body/from');
      const samples = await services.heavy(async () => {
        await runtime.decisions.record([historyComputed(type, signal, { from, to })], actorOf(request));
        return runtime.computeBack(type, signal, from, to);
      });
      return { samples };
    },
  );
};
