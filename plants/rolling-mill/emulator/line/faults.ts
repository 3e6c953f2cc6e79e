/** Faults that can be put into the mill, and what the commands for them look like. */

import { STANDS } from './schedule.ts';
import { BEARING_PLACES } from './stand.ts';

export const FAULT_NAMES = [
  'bearing',
  'coolant',
  'tension',
  'strip-break',
  'gauge-drift',
  'lost-connection',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

/** Connections that can be lost: the names of the plant's sources. */
export const CONNECTIONS = ['plc', 'condition-monitoring', 'energy'] as const;
export type Connection = (typeof CONNECTIONS)[number];

export const SECTIONS: readonly string[] = [
  'stripEntry',
  'strip12',
  'strip23',
  'strip34',
  'strip45',
  'stripExit',
];

/** A fault switched on or off; `machine` names what it hits, in words of the plant's paths. */
export interface FaultCommand {
  name: FaultName;
  on: boolean;
  machine?: string;
}

/** Machines a fault may hit, the first one being the default. */
export function machinesOf(name: FaultName): readonly string[] {
  switch (name) {
    case 'bearing': {
      const all = [];
      for (let i = 1; i <= STANDS; i++)
        for (const place of BEARING_PLACES) all.push(`stand${i}/bearing${place}`);
      return [
        'stand4/bearingBottomOperator',
        ...all.filter((machine) => machine !== 'stand4/bearingBottomOperator'),
      ];
    }
    case 'coolant':
      return ['stand4', 'stand1', 'stand2', 'stand3', 'stand5'];
    case 'tension':
      return ['strip34', 'strip12', 'strip23', 'strip45'];
    case 'strip-break':
      return ['strip45', 'strip12', 'strip23', 'strip34'];
    case 'gauge-drift':
      return ['exitGauge'];
    case 'lost-connection':
      return CONNECTIONS;
  }
}

/**
 * Reads a command from words or a message. Throws an Error that names the fault, the machine and what would be right.
 * `mill/` before the machine is allowed.
 */
export function faultCommand(name: unknown, on: unknown, machine: unknown): FaultCommand {
  const known = FAULT_NAMES.find((fault) => fault === name);
  if (known === undefined) {
    throw new Error(`unknown fault "${String(name).slice(0, 40)}"; known faults: ${FAULT_NAMES.join(', ')}`);
  }
  if (machine === undefined || machine === null || machine === '') return { name: known, on: on !== false };
  const wanted = String(machine)
    .slice(0, 80)
    .replace(/^mill\//, '');
  if (!machinesOf(known).includes(wanted)) {
    throw new Error(
      `fault ${known} cannot hit "${wanted}"; it can hit: ${[...machinesOf(known)].sort().join(', ')}`,
    );
  }
  return { name: known, on: on !== false, machine: wanted };
}
