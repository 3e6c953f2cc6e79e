/**
 * Writes what would be tedious by hand: the formula `predictedLife` from fitted weights, and the hundred engines of the fleet.
 *
 *     node plants/turbofan-fleet/analysis/documents.ts formula ../shared/data/cmapss
 *     node plants/turbofan-fleet/analysis/documents.ts twins > plants/turbofan-fleet/twins.yaml
 */
import { enginesOf, readSet } from './cmapss.ts';
import { fit, type Model, SENSORS, SMOOTHING } from './fit.ts';

const UNITS: Readonly<Record<(typeof SENSORS)[number], string>> = {
  t24: ' [degR]',
  t30: ' [degR]',
  t50: ' [degR]',
  p30: ' [psi]',
  nf: ' /min',
  nc: ' /min',
  ps30: ' [psi]',
  phi: ' [lb_av]/s/[psi]',
  nrf: ' /min',
  bpr: '',
  htBleed: '',
  w31: ' [lb_av]/s',
  w32: ' [lb_av]/s',
};

/** The model as a formula: each term is the distance from the mean in steps worth one cycle. */
export function formulaOf(model: Model): string {
  const terms = SENSORS.map((sensor, j) => {
    const sign = model.weights[j] < 0 ? '-' : '+';
    const step = (1 / Math.abs(model.weights[j])).toPrecision(6);
    const mean = model.means[j].toFixed(4);
    return `${sign} (ema(${sensor}, ${SMOOTHING} s) - ${mean}${UNITS[sensor]}) / ${step}${UNITS[sensor]}`;
  });
  return `clamp(${model.intercept.toFixed(3)}\n  ${terms.join('\n  ')}, 0, 125)`;
}

const ENGINES = 100;
const COLUMNS = 10;
const SPACING = 7;

/** Engines 1 to 100 on a grid of ten by ten, 7 m apart, centred. */
export function twinsDocument(): string {
  const lines = ['twins:', '  - { path: fleet, name: { en: Engine fleet, zh: 发动机机队 } }'];
  for (let i = 0; i < ENGINES; i++) {
    const x = ((i % COLUMNS) - (COLUMNS - 1) / 2) * SPACING;
    const z = (Math.floor(i / COLUMNS) - (ENGINES / COLUMNS - 1) / 2) * SPACING;
    const name = `{ en: Engine ${i + 1}, zh: ${i + 1}号发动机 }`;
    lines.push(
      `  - { path: fleet/engine${i + 1}, type: engine, name: ${name}, place: { at: [${x}, 0, ${z}] } }`,
    );
  }
  return `${lines.join('\n')}\n`;
}

if (import.meta.main) {
  const [what, folder] = process.argv.slice(2);
  if (what === 'twins') process.stdout.write(twinsDocument());
  else if (what === 'formula' && folder !== undefined) {
    process.stdout.write(`${formulaOf(fit(enginesOf(readSet(folder, 'train_FD001.txt'))))}\n`);
  } else {
    process.stderr.write('usage: documents.ts twins | documents.ts formula FOLDER-OF-C-MAPSS\n');
    process.exitCode = 2;
  }
}
