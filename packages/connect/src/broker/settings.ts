/** The settings that Sparkplug and plain MQTT sources share. */
import type { SourceDefinition } from '@millwright/model';
import { numberSetting, SettingsError, textSetting } from '../settings.ts';
import { withoutSecrets } from './address.ts';
import type { BrokerOptions } from './link.ts';

/** Port of MQTT without TLS. */
const MQTT_PORT = 1883;

/** Throws `SettingsError`. */
export function brokerSettings(definition: SourceDefinition): Omit<BrokerOptions, 'filters' | 'will'> {
  const broker = textSetting(definition, 'broker') ?? 'embedded';
  if (broker !== 'embedded' && !/^(mqtts?|wss?):\/\/[^/\s]+/.test(broker)) {
    throw new SettingsError(
      definition,
      'broker',
      `"${withoutSecrets(broker)}" is neither "embedded" nor of the form mqtt://host:1883`,
    );
  }
  return {
    broker,
    host: textSetting(definition, 'host') ?? '127.0.0.1',
    port: numberSetting(definition, 'port', MQTT_PORT, 0, 65_535),
    user: textSetting(definition, 'user'),
    password: textSetting(definition, 'password'),
    clientId: textSetting(definition, 'clientId'),
  };
}

/** For people, without secrets. */
export function brokerEndpoint({
  broker,
  host,
  port,
}: Pick<BrokerOptions, 'broker' | 'host' | 'port'>): string {
  return broker === 'embedded' ? `mqtt://${host}:${port}` : withoutSecrets(broker);
}
