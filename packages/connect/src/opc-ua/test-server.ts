/** A real OPC UA server for tests, secured, with a handful of variables. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { MessageSecurityMode, SecurityPolicy } from 'node-opcua-client';
import { OPCUAServer } from 'node-opcua-server';

type Space = NonNullable<OPCUAServer['engine']['addressSpace']>;
type Namespace = ReturnType<Space['registerNamespace']>;
/** A variable of the test server. */
export type TestVariable = ReturnType<Namespace['addVariable']>;

export interface TestServer {
  port: number;
  /** Its certificate, for `trust`. */
  certificateFile: string;
  server: OPCUAServer;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** PKI and certificate live here; the same folder gives the same certificate. */
  folder: string;
  /** 0: any free port. */
  port?: number;
  /** Application URIs of namespaces registered before ours, which shifts its index. */
  before?: readonly string[];
  /** Adds nodes to our namespace `urn:test:machine`. */
  build(namespace: Namespace, space: Space): void;
  users?: { isValidUser(user: string, password: string): boolean };
  /** Adds an endpoint without security. */
  allowNone?: boolean;
}

export const TEST_NAMESPACE = 'urn:test:machine';

/** Starts a server. Takes about a second: share one per test file. */
export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const root = join(options.folder, 'server-pki');
  await mkdir(root, { recursive: true });
  const serverCertificateManager = new OPCUACertificateManager({
    rootFolder: root,
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  const server = new OPCUAServer({
    port: options.port ?? 0,
    hostname: '127.0.0.1',
    serverCertificateManager,
    allowAnonymous: options.users === undefined,
    userManager: options.users,
    securityModes: [
      MessageSecurityMode.SignAndEncrypt,
      ...(options.allowNone ? [MessageSecurityMode.None] : []),
    ],
    securityPolicies: [SecurityPolicy.Basic256Sha256, ...(options.allowNone ? [SecurityPolicy.None] : [])],
    serverCapabilities: {
      operationLimits: { maxMonitoredItemsPerCall: 20, maxNodesPerRead: 20, maxNodesPerBrowse: 5 },
    },
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error('the test server has no address space');
  for (const uri of options.before ?? []) space.registerNamespace(uri);
  options.build(space.registerNamespace(TEST_NAMESPACE), space);
  await server.start();
  return {
    port: server.endpoints[0].port,
    certificateFile: server.certificateFile,
    server,
    stop: () => server.shutdown(0),
  };
}
