/** One connection to an OPC UA server: channel, session, namespaces, limits, and errors in words a person can act on. */
import { X509Certificate } from 'node:crypto';
import type { SourceDefinition } from '@millwright/model';
import {
  AttributeIds,
  type ClientSession,
  MessageSecurityMode,
  OPCUAClient,
  readOperationLimits,
  SecurityPolicy,
  setErrorLogger,
  setWarningLogger,
  UserTokenType,
} from 'node-opcua-client';
import type { OpcUaSettings } from './settings.ts';
import { applicationUriOf, type TrustStore } from './trust.ts';

// The library writes warnings and certificates to the console; what matters reaches people through `lastError`.
setWarningLogger(() => {});
setErrorLogger(() => {});

const NAMESPACE_ARRAY = 'i=2255';
/** Bounds on what a server may send at once: 16 MiB per message, 64 KiB per chunk. */
const TRANSPORT = {
  maxMessageSize: 16 * 1024 * 1024,
  maxChunkCount: 1_024,
  sendBufferSize: 65_536,
  receiveBufferSize: 65_536,
};
const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const SESSION_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
/** Requests are split into pieces of at most so many nodes even where the server allows more, so that none takes long. */
const MAX_NODES_PER_REQUEST = 1_000;

/** Only a person can mend it: certificate, password, settings. */
export class NeedsPerson extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NeedsPerson';
  }
}

/** How many nodes one request may hold. */
export interface RequestLimits {
  read: number;
  browse: number;
  monitor: number;
}

export interface Connection {
  client: OPCUAClient;
  session: ClientSession;
  /** Namespace URIs by index, as this session sees them. */
  namespaces: readonly string[];
  limits: RequestLimits;
}

/**
 * Connects, checks the server's certificate and opens a session. Rejects with `NeedsPerson` or with a plain error that
 * says what failed; nothing is left open then.
 */
export async function connect(
  definition: SourceDefinition,
  settings: OpcUaSettings,
  trust: TrustStore,
  applicationUri: string,
): Promise<Connection> {
  const client = OPCUAClient.create({
    applicationName: 'Millwright',
    applicationUri,
    clientName: `Millwright ${definition.name}`,
    clientCertificateManager: trust,
    certificateFile: trust.certificateFile,
    privateKeyFile: trust.privateKeyFile,
    securityMode: MessageSecurityMode[settings.mode],
    securityPolicy: SecurityPolicy[settings.policy],
    // Servers behind gateways announce host names that are not ours to reach.
    endpointMustExist: false,
    // Retrying is ours, with reasons shown; within a session that breaks, the library resumes by itself.
    connectionStrategy: { maxRetry: 0, initialDelay: 500, maxDelay: 10_000 },
    keepSessionAlive: true,
    keepAliveInterval: KEEP_ALIVE_MS,
    requestedSessionTimeout: SESSION_TIMEOUT_MS,
    transportSettings: TRANSPORT,
    transportTimeout: CONNECT_TIMEOUT_MS,
    defaultTransactionTimeout: REQUEST_TIMEOUT_MS,
  });
  try {
    await client.connect(settings.endpoint);
    checkApplicationUri(client);
    const session = await client.createSession(
      settings.user === undefined
        ? { type: UserTokenType.Anonymous }
        : { type: UserTokenType.UserName, userName: settings.user, password: settings.password ?? '' },
    );
    const namespaces = await readNamespaces(session);
    return { client, session, namespaces, limits: await readLimits(session) };
  } catch (error) {
    await close(client);
    throw explain(error, settings, trust);
  }
}

/** Ends a connection within two seconds, whatever state it is in. Never rejects. */
export async function close(client: OPCUAClient, session?: ClientSession): Promise<void> {
  const ending = (async () => {
    await session?.close(true);
    await client.disconnect();
  })();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
  });
  await Promise.race([ending.catch(() => client.disconnect().catch(() => {})), late]);
  clearTimeout(timer);
}

export async function readNamespaces(session: ClientSession): Promise<readonly string[]> {
  const answer = await session.read({ nodeId: NAMESPACE_ARRAY, attributeId: AttributeIds.Value });
  const value: unknown = answer.value.value;
  if (!Array.isArray(value))
    throw new Error('the server does not tell its namespaces (NamespaceArray, i=2255)');
  return value.map(String);
}

async function readLimits(session: ClientSession): Promise<RequestLimits> {
  const limits = await readOperationLimits(session);
  return {
    read: within(limits.maxNodesPerRead),
    browse: within(limits.maxNodesPerBrowse),
    monitor: within(limits.maxMonitoredItemsPerCall),
  };
}

/** Zero and absent mean "no limit" (OPC 10000-5, 6.3.11). */
function within(limit: number | undefined): number {
  return limit === undefined || limit === 0 ? MAX_NODES_PER_REQUEST : Math.min(limit, MAX_NODES_PER_REQUEST);
}

/** The certificate must belong to the application that the endpoint claims to be (OPC 10000-4, 6.1.3). */
function checkApplicationUri(client: OPCUAClient): void {
  const endpoint = client.endpoint;
  if (endpoint === undefined || endpoint.securityMode === MessageSecurityMode.None) return;
  const announced = endpoint.server.applicationUri;
  const certified = applicationUriOf(new X509Certificate(endpoint.serverCertificate));
  if (announced !== null && certified !== undefined && announced !== certified) {
    throw new NeedsPerson(
      `the server calls itself ${announced}, but its certificate belongs to ${certified}; ` +
        'give the server a certificate with its own application URI',
    );
  }
}

function explain(error: unknown, settings: OpcUaSettings, trust: TrustStore): Error {
  if (error instanceof NeedsPerson) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (trust.refusal !== undefined) return new NeedsPerson(trust.refusal);
  if (/BadIdentityToken|BadUserAccessDenied|USERNAME user token/i.test(text)) {
    return new NeedsPerson(
      `the server refused the user ${settings.user ?? '(anonymous)'}; check user and password (${text})`,
    );
  }
  if (/ANONYMOUS user token/i.test(text)) {
    return new NeedsPerson(
      'the server accepts no anonymous users; give `user` and `password` in sources.yaml',
    );
  }
  if (/BadSecurityChecksFailed|BadCertificateUntrusted|BadCertificate/i.test(text)) {
    return new NeedsPerson(
      `the server refused our certificate; trust ${trust.certificateFile} on the server (${firstLine(text)})`,
    );
  }
  if (/BadSecurityPolicyRejected|BadSecurityModeRejected|Cannot find an? end ?point/i.test(text)) {
    return new NeedsPerson(
      `the server offers no endpoint with policy ${settings.policy} and mode ${settings.mode} (${firstLine(text)})`,
    );
  }
  return new Error(`cannot connect to ${settings.endpoint}: ${firstLine(text)}`);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0].trim();
}
