/** The document of `--oidc`: which identity provider, and what its names and groups mean here. */
import { readFile } from 'node:fs/promises';
import { nearest, type Plant } from '@millwright/model';
import { ROLE_NAMES } from '@millwright/workforce';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { StartError } from '../start-error.ts';

/** Document of `--oidc`. */
const Settings = z.strictObject({
  /** `https://login.example.com/realms/works`; http only on the same machine. */
  issuer: z.url({ protocol: /^https?$/ }),
  /** Name of this server at the provider. */
  client: z.string().min(1),
  /** File with the client's secret, beside this document or absolute. Without one: a public client. */
  secretFile: z.string().min(1).optional(),
  /** What the button says: `Works account`. */
  label: z.string().min(1).max(60).default('Single sign-on'),
  scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
  /**
   * Claim whose value is the id of the employee: one that people cannot change themselves at the provider. An e-mail address
   * counts only when the provider says that it is verified.
   */
  claim: z.string().min(1),
  /** Employees whose id is not what the claim says: claim to id. The first administrator comes in only by being named here. */
  people: z.record(z.string(), z.string()).default({}),
  /** Claim with the groups of `admit`. */
  groups: z.string().min(1).default('groups'),
  /** Who is in a group is an employee with a role for as long as each sign-in says so. Without it only employees who are known come in. */
  admit: z
    .array(
      z.strictObject({
        group: z.string().min(1),
        role: z.enum(ROLE_NAMES),
        /** Path of the twin the role holds for; empty: the whole plant. */
        place: z.string().default(''),
        /** Default: every plant of the server. */
        plant: z.string().optional(),
      }),
    )
    .default([]),
});
export type ProviderSettings = z.infer<typeof Settings>;

/** Reads and checks the document. Throws StartError that names file, line, place and what is allowed. */
export async function readProviderSettings(file: string): Promise<ProviderSettings> {
  const { document, lines } = await parsed(file);
  const read = Settings.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => {
    const [role, index, name] = path;
    const given = name === 'role' && role === 'admit' ? String(document.getIn(['admit', index, 'role'])) : '';
    const near = given === '' ? undefined : nearest(given, ROLE_NAMES);
    const hint = near === undefined ? '' : ` - did you mean "${near}"?`;
    return `${at(file, document, lines, path)}: ${path.join('.') || 'document'}: ${message}${hint}`;
  });
  throw new StartError('oidc', faults.join('\n'));
}

/** Throws StartError where a group is admitted to a plant that is none of these, or a place that its plant does not have. */
export async function refusePlaces(
  file: string,
  settings: ProviderSettings,
  plants: readonly Plant[],
): Promise<void> {
  const faults = settings.admit.flatMap(({ place, plant }, i) => {
    const fault = plant === undefined ? undefined : plantFault(plant, plants);
    if (fault !== undefined) return [{ path: ['admit', i, 'plant'], fault }];
    if (place === '') return [];
    const concerned = plants.filter(({ id }) => plant === undefined || id === plant);
    const without = concerned.find((one) => one.twin(place) === undefined);
    if (without === undefined) return [];
    return [{ path: ['admit', i, 'place'], fault: placeFault(place, without, plants.length > 1) }];
  });
  if (faults.length === 0) return;
  const { document, lines } = await parsed(file);
  const told = faults.map(
    ({ path, fault }) => `${at(file, document, lines, path)}: ${path.join('.')}: ${fault}`,
  );
  throw new StartError('oidc', told.join('\n'));
}

function plantFault(plant: string, plants: readonly Plant[]): string | undefined {
  const ids = plants.map(({ id }) => id);
  if (ids.includes(plant)) return undefined;
  const served = ids.map((id) => `"${id}"`).join(', ');
  return `this server has no plant "${plant}". It serves ${served}; leave "plant" out to mean all of them.`;
}

function placeFault(place: string, { id, twins }: Plant, several: boolean): string {
  const near = nearest(
    place,
    twins.map(({ path }) => path),
  );
  const hint = near === undefined ? '' : ` - did you mean "${near}"?`;
  const other = several ? ', name the plant that is meant under "plant",' : '';
  return `the plant "${id}" has no twin "${place}"${hint} Write the path of a twin${other} or leave "place" out for the whole plant.`;
}

async function parsed(file: string): Promise<{ document: Document; lines: LineCounter }> {
  const lines = new LineCounter();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw unreadable(error);
  }
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) throw unreadable(new Error(`${file}: ${document.errors[0].message}`));
  return { document, lines };
}

function unreadable(error: unknown): StartError {
  const why = error instanceof Error ? error.message : String(error);
  return new StartError('oidc', `The document of --oidc cannot be read: ${why}`);
}

/** `provider.yaml:12:7` of a place in the document, or of what holds it. */
function at(file: string, document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (!Array.isArray(range)) continue;
    const { line, col } = lines.linePos(Number(range[0]));
    return `${file}:${line}:${col}`;
  }
  return file;
}
