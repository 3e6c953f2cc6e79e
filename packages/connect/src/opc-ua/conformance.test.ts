import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataType, StatusCodes } from 'node-opcua-client';
import { type Peer, type PeerSignal, testConformance } from '../conformance.ts';
import { Link } from '../conformance-link.ts';
import { startTestServer, TEST_NAMESPACE, type TestVariable } from './test-server.ts';

async function openPeer(): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-opc-ua-'));
  const variables = new Map<PeerSignal, TestVariable>();
  const start = (port: number) =>
    startTestServer({
      folder,
      port,
      build: (namespace, space) => {
        const machine = namespace.addObject({ browseName: 'Machine', organizedBy: space.rootFolder.objects });
        for (const name of ['speed', 'force', 'mode'] as const) {
          const variable = namespace.addVariable({
            componentOf: machine,
            browseName: name,
            nodeId: `s=${name}`,
            dataType: name === 'force' ? 'BaseDataType' : name === 'mode' ? 'Int32' : 'Double',
            minimumSamplingInterval: 0,
            accessLevel: 'CurrentRead | CurrentWrite',
          });
          variable.setValueFromSource({
            dataType: name === 'mode' ? DataType.Int32 : DataType.Double,
            value: 0,
          });
          variables.set(name, variable);
        }
      },
    });
  let server = await start(0);
  const link = await Link.open(() => server.port);
  return {
    link,
    settings: () => ({
      endpoint: `opc.tcp://127.0.0.1:${link.port}`,
      trust: [server.certificateFile],
      sampling: 0,
      publishing: 20,
      queue: 100,
    }),
    address: (signal) => `nsu=${TEST_NAMESPACE};s=${signal}`,
    unknownAddress: `nsu=${TEST_NAMESPACE};s=forse`,
    publish: async (signal, value, time) => {
      variables
        .get(signal)
        ?.setValueFromSource(
          { dataType: signal === 'mode' ? DataType.Int32 : DataType.Double, value },
          StatusCodes.Good,
          time === undefined ? undefined : new Date(time),
        );
    },
    publishWrong: async (signal) => {
      variables.get(signal)?.setValueFromSource({ dataType: DataType.String, value: 'stuck' });
    },
    restart: async () => {
      const { port } = server;
      await server.stop();
      server = await start(port);
    },
    close: async () => {
      await link.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

testConformance({ kind: 'opc-ua', open: openPeer });
