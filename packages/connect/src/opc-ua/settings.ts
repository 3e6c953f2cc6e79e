/** Settings of an OPC UA source, see the table in the README of the package. */
import type { SourceDefinition } from '@millwright/model';
import {
  choice,
  durationSetting,
  groupSetting,
  listSetting,
  numberSetting,
  SettingsError,
  textSetting,
} from '../settings.ts';

export const POLICIES = ['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss', 'None'] as const;
export const MODES = ['SignAndEncrypt', 'Sign', 'None'] as const;

export interface OpcUaSettings {
  /** `opc.tcp://host:port/path`. */
  endpoint: string;
  policy: (typeof POLICIES)[number];
  mode: (typeof MODES)[number];
  /** Paths of certificates, or thumbprints. */
  trust: readonly string[];
  user?: string;
  password?: string;
  /** Requested sampling interval, milliseconds; 0 asks for every change, where the server can. */
  sampling: number;
  /** Requested publishing interval, milliseconds. */
  publishing: number;
  /** Samples the server keeps per signal between two publishes. */
  queue: number;
}

/** Reads and checks the settings. Throws SettingsError. */
export function readOpcUaSettings(definition: SourceDefinition): OpcUaSettings {
  const endpoint = textSetting(definition, 'endpoint');
  if (endpoint === undefined || !/^opc\.tcp:\/\/[^/\s]+/.test(endpoint)) {
    throw new SettingsError(
      definition,
      'endpoint',
      `"${endpoint ?? ''}" is not of the form opc.tcp://host:4840`,
    );
  }
  const security = groupSetting(definition, 'security');
  const policy = choice(definition, 'security.policy', security.policy, POLICIES, 'Basic256Sha256');
  const mode = choice(
    definition,
    'security.mode',
    security.mode,
    MODES,
    policy === 'None' ? 'None' : 'SignAndEncrypt',
  );
  if ((policy === 'None') !== (mode === 'None')) {
    throw new SettingsError(
      definition,
      'security',
      `policy ${policy} and mode ${mode} exclude each other: write None for both, or for neither`,
    );
  }
  const user = textSetting(definition, 'user');
  if (user !== undefined && policy === 'None') {
    throw new SettingsError(
      definition,
      'user',
      'a user name and password are never sent over policy None, where everybody on the network could read them; ' +
        'remove `security` to use Basic256Sha256 with SignAndEncrypt, or remove `user`',
    );
  }
  return {
    endpoint,
    policy,
    mode,
    trust: listSetting(definition, 'trust'),
    user,
    password: textSetting(definition, 'password'),
    sampling: durationSetting(definition, 'sampling', 100, 0, 86_400_000),
    publishing: durationSetting(definition, 'publishing', 200, 10, 3_600_000),
    queue: Math.round(numberSetting(definition, 'queue', 10, 1, 10_000)),
  };
}
