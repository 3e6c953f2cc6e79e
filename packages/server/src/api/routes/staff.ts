/** People, their passwords, sign-in links and tokens. Roles and the like are changed by commands. */
import { randomUUID } from 'node:crypto';
import { employeeOf, ROLES } from '@millwright/workforce';
import { z } from 'zod';
import { passwordProblem } from '../../auth/passwords.ts';
import { PasswordRequest, StaffAnswer, TokenAnswer, TokenRequest } from '../decision-schemas.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { LinkAnswer } from '../schemas.ts';
import { actorOf, plantOf, type Routes } from '../services.ts';
import { PlantParams } from './plants.ts';

const tags = ['staff'];
const EmployeeParams = PlantParams.extend({ employee: z.string().max(100) });
const DAY_MS = 86_400_000;
const ROLE_PERMISSIONS = {
  viewer: [...ROLES.viewer],
  operator: [...ROLES.operator],
  maintainer: [...ROLES.maintainer],
  engineer: [...ROLES.engineer],
  supervisor: [...ROLES.supervisor],
  administrator: [...ROLES.administrator],
};

export const staffRoutes: Routes = (app, services) => {
  const { guard, entrance } = services;

  app.get(
    '/api/v1/plants/:plant/staff',
    {
      schema: {
        tags,
        summary: 'Employees with their roles; tokens of oneself, or all for an administrator',
        params: PlantParams,
        response: { 200: StaffAnswer, ...failures(401, 403, 404) },
      },
    },
    (request) => {
      const { decisions } = plantOf(services, request.params.plant);
      const { staff } = decisions;
      const own = employeeOf(staff, actorOf(request))?.id;
      const isAdministrator = decisions.refuses(actorOf(request), 'administer') === undefined;
      return {
        employees: [...staff.employees.values()],
        tokens: [...staff.tokens.values()].filter((token) => isAdministrator || token.owner === own),
        roles: ROLE_PERMISSIONS,
      };
    },
  );

  app.put(
    '/api/v1/plants/:plant/staff/:employee/password',
    {
      schema: {
        tags,
        summary:
          'Sets a password: one’s own, or anybody’s as administrator. Ends the other sessions of the employee',
        params: EmployeeParams,
        body: PasswordRequest,
        response: { 204: z.null(), ...failures(400, 401, 403, 404, 429) },
      },
    },
    async (request, reply) => {
      const { plant, employee } = request.params;
      const { decisions } = plantOf(services, plant);
      const { password, current } = request.body;
      const problem = passwordProblem(password, employee);
      if (problem !== undefined) throw new ProblemError('bad-request', problem, { where: 'body/password' });
      const actor = actorOf(request);
      const isOwn = actor === `employee/${employee}`;
      if (isOwn && decisions.staff.employees.get(employee)?.hasPassword === true) {
        const entry = await entrance.enter(employee, current ?? '');
        if (!entry.ok) {
          throw new ProblemError('forbidden', 'The current password is not right.', {
            where: 'body/current',
            remedy:
              entry.waitSeconds > 0
                ? `Wait ${entry.waitSeconds} seconds.`
                : 'Enter it again, or ask an administrator for a sign-in link.',
          });
        }
      }
      // The decision first: whoever may not, changes nothing.
      await decisions.submit({
        id: randomUUID(),
        actor,
        type: 'set-password',
        subject: `employee/${employee}`,
        data: {},
      });
      await guard.credentials.setPassword(employee, password);
      guard.sessions.endAll(employee, isOwn ? guard.cookieOf(request.headers) : undefined);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/plants/:plant/staff/:employee/link',
    {
      config: { needs: 'administer' },
      schema: {
        tags,
        summary: 'A one-time sign-in link for an employee, to be handed over',
        params: EmployeeParams,
        response: { 200: LinkAnswer, ...failures(401, 403, 404) },
      },
    },
    async (request) => {
      const { plant, employee } = request.params;
      const { decisions } = plantOf(services, plant);
      const one = decisions.staff.employees.get(employee);
      if (one === undefined || one.suspended) {
        throw new ProblemError('not-found', `There is no employee "${employee}" who may sign in.`, {
          where: 'employee',
        });
      }
      await decisions.record(
        [{ type: 'sign-in-link-made', subject: `employee/${employee}`, data: {} }],
        actorOf(request),
      );
      const { token, expiresAt } = guard.sessions.createLink(employee);
      return { url: `${services.origin()}/sign-in?token=${token}`, expiresAt };
    },
  );

  app.post(
    '/api/v1/plants/:plant/tokens',
    {
      schema: {
        tags,
        summary: 'A token for a program that acts for oneself; its text is shown this once',
        params: PlantParams,
        body: TokenRequest,
        response: { 200: TokenAnswer, ...failures(400, 401, 403, 404, 409) },
      },
    },
    async (request) => {
      const { decisions } = plantOf(services, request.params.plant);
      const actor = actorOf(request);
      const owner = employeeOf(decisions.staff, actor)?.id ?? '';
      const { days, ...scope } = request.body;
      const { id, text } = guard.credentials.newToken();
      const expiresAt = Date.now() + days * DAY_MS;
      await decisions.submit({
        id: randomUUID(),
        actor,
        type: 'create-token',
        subject: `token/${id}`,
        data: { ...scope, owner, expiresAt },
      });
      await guard.credentials.keepToken(id, text);
      return { id, token: text, expiresAt };
    },
  );
};
