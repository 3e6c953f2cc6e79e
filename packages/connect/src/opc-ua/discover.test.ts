import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlantFromDocuments } from '@millwright/model';
import { DataType } from 'node-opcua-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recorder, testDefinition, testPlant } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Discovery } from '../source.ts';
import { startTestServer, TEST_NAMESPACE, type TestServer } from './test-server.ts';

/** EUInformation of the unit BAR of UNECE. */
const BAR = {
  namespaceUri: 'http://www.opcfoundation.org/UA/units/un/cefact',
  unitId: 4_342_098,
  displayName: { text: 'bar' },
  description: { text: 'bar [unit of pressure]' },
};

let folder: string;
let server: TestServer;
let found: Discovery;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-discover-'));
  server = await startTestServer({
    folder,
    build: (namespace, space) => {
      const line = namespace.addObject({ browseName: 'Line 1', organizedBy: space.rootFolder.objects });
      const pumpType = namespace.addObjectType({ browseName: 'FeedPumpType' });
      for (const name of ['Pump A', 'Pump B', 'Pump C']) {
        const pump = pumpType.instantiate({ browseName: name, componentOf: line });
        const pressure = namespace.addAnalogDataItem({
          componentOf: pump,
          browseName: 'DischargePressure',
          nodeId: `s=${name}.DischargePressure`,
          dataType: 'Double',
          engineeringUnitsRange: { low: 0, high: 16 },
          engineeringUnits: BAR,
        });
        pressure.setValueFromSource({ dataType: DataType.Double, value: 4 });
        const running = namespace.addTwoStateDiscrete({
          componentOf: pump,
          browseName: 'Running',
          nodeId: `s=${name}.Running`,
          falseState: 'Standing',
          trueState: 'Turning',
        });
        running.setValueFromSource({ dataType: DataType.Boolean, value: true });
        const target = namespace.addVariable({
          componentOf: pump,
          browseName: 'Speed Setpoint',
          nodeId: `s=${name}.Setpoint`,
          dataType: 'Int32',
          accessLevel: 'CurrentRead | CurrentWrite',
        });
        target.setValueFromSource({ dataType: DataType.Int32, value: 1_450 });
      }
      // Two objects without a type of their own but with the same variables are one type.
      for (const name of ['Tank_1', 'Tank_2']) {
        const tank = namespace.addObject({ browseName: name, componentOf: line });
        for (const variable of ['Level', '2nd level']) {
          namespace
            .addVariable({
              componentOf: tank,
              browseName: variable,
              dataType: 'Float',
              accessLevel: 'CurrentRead',
            })
            .setValueFromSource({ dataType: DataType.Float, value: 1 });
        }
        namespace.addVariable({
          componentOf: tank,
          browseName: 'Profile',
          dataType: 'Double',
          valueRank: 1,
          value: { dataType: DataType.Double, arrayType: 1, value: new Float64Array([1, 2]) },
        });
      }
    },
  });
  const plant = testPlant({});
  const settings = {
    endpoint: `opc.tcp://127.0.0.1:${server.port}`,
    trust: [server.certificateFile],
    password: 'secret',
  };
  const source = createSource(
    testDefinition(plant, 'opc-ua', settings, {}),
    recorder(plant, join(folder, 'client')).context,
  );
  const answer = await source.discover?.();
  if (answer === undefined) throw new Error('no answer');
  found = answer;
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const document = (file: string) => found.documents.find((one) => one.file === file)?.yaml ?? '';

it('C20 the proposed documents load without a fault', () => {
  const plantDocument = { file: 'plant.yaml', text: 'plant: found\nname: Found\n' };
  const documents = found.documents.map(({ file, yaml }) => ({ file, text: yaml }));
  const { plant, faults } = loadPlantFromDocuments([plantDocument, ...documents], {});
  expect(faults.filter((fault) => fault.severity === 'error')).toEqual([]);
  expect(plant?.twins.map((twin) => twin.path)).toEqual(
    expect.arrayContaining([
      'Line-1',
      'Line-1/Pump-A',
      'Line-1/Pump-B',
      'Line-1/Pump-C',
      'Line-1/Tank_1',
      'Line-1/Tank_2',
    ]),
  );
  const mappings = [...(plant?.sources[0].mappings ?? [])];
  expect(mappings.find((one) => one.path === 'Line-1/Pump-B.dischargePressure')?.address).toBe(
    `nsu=${TEST_NAMESPACE};s=Pump B.DischargePressure`,
  );
  expect(mappings).toHaveLength(3 * 3 + 2 * 2);
});

it('C20 units, ranges, states and writable values come from the server', () => {
  const pump = document('types/feed-pump.yaml');
  expect(pump).toMatch(/dischargePressure:\s+unit: bar\s+range:\s+- 0\s+- 16/);
  expect(pump).toMatch(/running:\s+states:\s+"?0"?: Standing\s+"?1"?: Turning/);
  expect(pump).toMatch(/speedSetpoint:\s+unit: "1"\s+kind: setpoint/);
});

it('C20 objects with the same variables are one type where the server names none', () => {
  expect(found.documents.map((one) => one.file)).toContain('types/tank.yaml');
  expect(found.documents.filter((one) => one.file.startsWith('types/'))).toHaveLength(2);
});

it('C20 what is left out is said, and no secret is written', () => {
  expect(found.notes.join('\n')).toMatch(/2 variables hold arrays and were left out/);
  expect(document('sources.yaml')).not.toContain('secret');
});
