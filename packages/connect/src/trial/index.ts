/** What people do before a source runs: try it out, look around in it, trust it. Protocol libraries are imported when asked for. */
import type { SourceDefinition } from '@millwright/model';
import type { Discovery, SourceContext } from '../source.ts';
import type { LevelNode } from './opc-ua-level.ts';
import type { RegisterQuery, RegisterReading } from './registers.ts';
import type { HeardTopic } from './topics.ts';

export { type RefusedCertificate, refusedCertificates, trustCertificate } from './certificates.ts';
export type { LevelNode } from './opc-ua-level.ts';
export type { RegisterQuery, RegisterReading } from './registers.ts';
export type { HeardTopic } from './topics.ts';
export { type Trial, type TrialOptions, tryOut } from './try-out.ts';

/** The children of a node of an OPC UA server; of the Objects folder where no address is given. */
export async function browseLevel(
  definition: SourceDefinition,
  context: Pick<SourceContext, 'folder' | 'plant'>,
  address?: string,
  signal?: AbortSignal,
): Promise<LevelNode[]> {
  return (await import('./opc-ua-level.ts')).browseLevel(definition, context, address, signal);
}

/** Registers or bits of a Modbus device, read once. */
export async function readRegisters(
  definition: SourceDefinition,
  query: RegisterQuery,
): Promise<RegisterReading[]> {
  return (await import('./registers.ts')).readRegisters(definition, query);
}

/** What an MQTT broker says within some seconds. */
export async function hearTopics(
  definition: SourceDefinition,
  options: { seconds: number; filter?: string; signal?: AbortSignal },
): Promise<HeardTopic[]> {
  return (await import('./topics.ts')).hearTopics(definition, options);
}

/** Types and twins proposed from what was heard. */
export async function proposeFromTopics(
  topics: readonly HeardTopic[],
  definition: SourceDefinition,
): Promise<Discovery> {
  return (await import('./topics.ts')).proposeFromTopics(topics, definition);
}
