/** Documents of a small plant for tests: any of them can be replaced or left out. */
import type { DocumentInput } from '../documents/document.ts';
import { formatFault } from '../faults.ts';
import { type LoadOptions, type LoadResult, loadPlantFromDocuments } from '../load.ts';
import type { Plant } from '../plant.ts';

export const MILL: Readonly<Record<string, string>> = {
  'plant.yaml': 'plant: mill\nname: { en: Mill, zh: 轧机 }\nkpi: mill/stand1.force\n',
  'types/bearing.yaml': `type: bearing
signals:
  vibration: { unit: mm/s, range: [0, 20] }
  temperature: { unit: Cel }
  wear: { unit: "1", formula: "clamp((mean(vibration, 10 min) - 2.3 mm/s) / 4.8 mm/s, 0, 1)" }
`,
  'types/motor.yaml': `type: motor
parameters:
  gear: { unit: "1", default: 12 }
signals:
  current: { unit: A }
  speed: { unit: circ/min }
  torque: { unit: kN.m }
  running: { states: { 0: Stopped, 1: { en: Running, zh: 运行 } } }
  power: { unit: kW, formula: torque * speed }
`,
  'types/stand.yaml': `type: stand
parameters:
  radius: { unit: mm, default: 300 }
parts:
  motor: { type: motor }
  bearings: { type: bearing, each: [top, bottom] }
signals:
  force: { unit: MN }
  coolant: { unit: Cel }
`,
  'twins.yaml': `twins:
  - { path: mill }
  - { path: mill/stand1, type: stand }
  - { path: mill/stand2, type: stand, parameters: { radius: 310 } }
`,
};

/** The mill with some documents replaced, added, or removed where the text is null. */
function millWith(changes: Readonly<Record<string, string | null>> = {}): DocumentInput[] {
  return Object.entries({ ...MILL, ...changes }).flatMap(([file, text]) =>
    text === null ? [] : [{ file, text }],
  );
}

export function loadMill(
  changes: Readonly<Record<string, string | null>> = {},
  options: LoadOptions = {},
): LoadResult {
  return loadPlantFromDocuments(millWith(changes), options);
}

/** The mill, which must be free of faults. */
export function mill(changes: Readonly<Record<string, string | null>> = {}): Plant {
  const { plant, faults } = loadMill(changes);
  if (!plant || faults.length > 0) throw new Error(faults.map(formatFault).join('\n'));
  return plant;
}
