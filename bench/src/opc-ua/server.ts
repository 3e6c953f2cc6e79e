/**
 * An OPC UA server in a process of its own: `server.ts ITEMS`. Every second each of its variables takes a new value,
 * the number of the second. Sends `{type: 'ready', port}` when it listens, answers `{type: 'seconds'}` with how many
 * seconds were written, and ends with its IPC channel.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The library belongs to `connect`, which has it for its tests.
const require = createRequire(new URL('../../../packages/connect/package.json', import.meta.url));
const load = async (name: string) => import(pathToFileURL(require.resolve(name)).href);
const { OPCUAServer }: typeof import('node-opcua-server') = await load('node-opcua-server');
const { OPCUACertificateManager }: typeof import('node-opcua-certificate-manager') = await load(
  'node-opcua-certificate-manager',
);
const { DataType, MessageSecurityMode, SecurityPolicy }: typeof import('node-opcua-client') =
  await load('node-opcua-client');

const PER_MACHINE = 100;

const items = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-opc-ua-'));
const server = new OPCUAServer({
  port: 0,
  hostname: '127.0.0.1',
  serverCertificateManager: new OPCUACertificateManager({
    rootFolder: folder,
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  }),
  securityModes: [MessageSecurityMode.None],
  securityPolicies: [SecurityPolicy.None],
  serverCapabilities: {
    maxMonitoredItems: items * 2,
    maxMonitoredItemsPerSubscription: items * 2,
    operationLimits: { maxMonitoredItemsPerCall: 1_000, maxNodesPerRead: 1_000 },
  },
});
await server.initialize();
const space = server.engine.addressSpace;
if (space === null) throw new Error('the server has no address space');
const namespace = space.registerNamespace('urn:millwright:bench');
const variables = Array.from({ length: items }, (_, i) =>
  namespace.addVariable({
    organizedBy: space.rootFolder.objects,
    browseName: `m${Math.floor(i / PER_MACHINE)}.v${i % PER_MACHINE}`,
    nodeId: `s=m${Math.floor(i / PER_MACHINE)}.v${i % PER_MACHINE}`,
    dataType: 'Double',
    minimumSamplingInterval: 0,
  }),
);
let second = 0;
const write = () => {
  second++;
  for (const variable of variables) variable.setValueFromSource({ dataType: DataType.Double, value: second });
};
write();
await server.start();
setInterval(write, 1_000);
process.on('message', () => process.send?.({ type: 'seconds', second }));
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send?.({ type: 'ready', port: server.endpoints[0].port });
