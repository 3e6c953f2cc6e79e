/**
 * `bench formulas`: the same twelve formulas over the same fleet in our live store, in compiled mathjs and in a real
 * Node-RED flow, one after the other in one process.
 *
 * Options: `--machines 1500` `--seconds 60`; the peers, being slower, do fewer machines and seconds.
 */
import { type Benchmark, positive } from './benchmark.ts';
import { measureMathjs } from './formulas/mathjs.ts';
import { measureMillwright } from './formulas/millwright.ts';
import { measureNodeRed } from './formulas/node-red.ts';

export const run: Benchmark = async (options) => {
  const machines = positive(options, 'machines', 1_500);
  const seconds = positive(options, 'seconds', 300);
  options.say(`Millwright: ${machines} machines, ${seconds} updates each`);
  const own = measureMillwright(machines, seconds);
  options.say('mathjs, compiled');
  const mathjs = measureMathjs(Math.min(machines, 500), 20);
  options.say('Node-RED');
  const nodeRed = await measureNodeRed(Math.min(machines, 500), 20);
  const nodeRedBest = Math.max(nodeRed.perFormula, nodeRed.allInOne);
  const json = {
    evaluationsPerSecond: Math.round(own.withIngest),
    formulasOnlyPerSecond: Math.round(own.formulas),
    mathjsPerSecond: Math.round(mathjs),
    nodeRedPerFormulaNodePerSecond: Math.round(nodeRed.perFormula),
    nodeRedOneNodePerSecond: Math.round(nodeRed.allInOne),
    ratioMathjs: round(own.withIngest / mathjs),
    ratioNodeRed: round(own.withIngest / nodeRedBest),
  };
  return {
    json,
    table: {
      head: ['contestant', 'evaluations/s', 'times slower than Millwright'],
      rows: [
        ['Millwright, samples in to values out', text(own.withIngest), '1'],
        ['Millwright, time in ticks only', text(own.formulas), ''],
        ['mathjs, compiled, per sample', text(mathjs), String(json.ratioMathjs)],
        [
          'Node-RED, one function node with all formulas',
          text(nodeRed.allInOne),
          text(own.withIngest / nodeRed.allInOne),
        ],
        [
          'Node-RED, one function node per formula',
          text(nodeRed.perFormula),
          text(own.withIngest / nodeRed.perFormula),
        ],
      ],
    },
    notes: [
      'Twelve formulas, four with state; every contestant computes the values of the inputs itself, within the measured time.',
      'Node-RED gets one message per machine and second; its ratio is against the faster of its two flows.',
      'Millwright also keeps time and quality of every value and checks ranges; the peers do not.',
    ],
  };
};

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function text(value: number): string {
  return Math.round(value).toLocaleString('en');
}
