/**
 * `sources.yaml`: the connections that feed signals. One strict schema per kind: an unknown setting is a fault, because
 * a setting that is silently ignored is worse than one that is refused.
 */
import { z } from 'zod';
import { Duration, KebabName, Text, UnitCode } from './common.ts';

/** Settings of a source as written in `sources.yaml`, checked, without `type`, `name` and `signals`. */
export type SourceSettings = Readonly<Record<string, unknown>>;

const Line = z.string().min(1).max(2_000);

/** A number that may also come from the environment, as in `port: "${PORT:-502}"`. */
function numeric(schema: z.ZodNumber) {
  const text = z
    .string()
    .regex(/^(-?\d+(\.\d+)?|\$\{.+\})$/, 'a number, or a reference to one in the environment');
  return z.union([schema, text.transform(Number).pipe(schema)]);
}

const port = (lowest: 0 | 1) => numeric(z.int().min(lowest).max(65_535));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const full = {
  address: Line,
  unit: UnitCode.optional().describe('Unit of the source, where it is not that of the signal'),
  scale: z.number().optional().describe('value of the signal = value of the source * scale + offset'),
  offset: z.number().optional(),
};

const Mappings = z
  .record(z.string().min(1).max(1_000), z.union([Line, z.strictObject(full)]))
  .describe('Pattern of signal paths to the address in the source; later entries win');

const shared = {
  name: Text.optional(),
  description: Text.optional(),
  signals: Mappings.default({}),
};

const OpcUa = z.strictObject({
  type: z.literal('opc-ua'),
  ...shared,
  endpoint: Line.regex(/^opc\.tcp:\/\/[^/\s]+/, 'of the form "opc.tcp://host:4840"'),
  security: z
    .strictObject({
      policy: z.enum(['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss', 'None']).optional(),
      mode: z.enum(['SignAndEncrypt', 'Sign', 'None']).optional(),
    })
    .optional(),
  trust: z
    .array(Line)
    .max(1_000)
    .optional()
    .describe('Certificates (PEM, DER) or SHA-1 thumbprints of trusted servers'),
  user: Line.optional(),
  password: Line.optional(),
  sampling: Duration.optional(),
  publishing: Duration.optional(),
  queue: numeric(z.int().min(1).max(10_000)).optional(),
});

const broker = Line.regex(
  /^(embedded|(mqtts?|wss?):\/\/[^/\s]+.*)$/,
  '"embedded" or of the form "mqtt://host:1883"',
);

const Sparkplug = z.strictObject({
  type: z.literal('sparkplug'),
  ...shared,
  broker,
  port: port(0).optional().describe('Listening port of the embedded broker'),
  host: Line.optional().describe('Listening address of the embedded broker'),
  hostId: Line.optional(),
  group: Line.optional(),
  user: Line.optional(),
  password: Line.optional(),
  clientId: Line.optional(),
  reorder: Duration.optional(),
});

const JsonPointer = z
  .string()
  .max(1_000)
  .regex(/^(\/.*)?$/, 'a JSON pointer, such as "/time"');

const MqttWrite = z
  .strictObject({
    topic: Line.refine(
      (text) => !/[+#]/.test(text) && !text.startsWith('$'),
      'one topic: without + and #, and not beginning with $',
    ).describe('Where a new value is published; {twin}, {signal} and so on as in addresses'),
    payload: z
      .string()
      .min(1)
      .max(10_000)
      .refine((text) => text.includes('$value'), 'a text with $value, where the value goes')
      .optional()
      .describe('Text with $value and, where wanted, $time (ms since 1970); default: the value alone'),
    pointer: JsonPointer.refine((text) => text !== '', 'a JSON pointer, such as "/set/speed"')
      .optional()
      .describe('Instead of payload: place of the value in a JSON object that holds nothing else'),
    values: z
      .record(
        z.string().regex(/^-?\d+(\.\d+)?$/, 'a number'),
        z.union([z.string().max(1_000), z.number(), z.boolean()]),
      )
      .optional()
      .describe('What is sent for a value, such as { 0: "OFF", 1: "ON" }; other values are then refused'),
    qos: z
      .union([z.literal(0), z.literal(1)])
      .optional()
      .describe('Default 0: arrives once or never, and not late'),
  })
  .refine(({ payload, pointer }) => payload === undefined || pointer === undefined, {
    message: 'give either payload or pointer',
  });

const Mqtt = z.strictObject({
  type: z.literal('mqtt'),
  ...shared,
  signals: z
    .record(
      z.string().min(1).max(1_000),
      z.union([Line, z.strictObject({ ...full, write: MqttWrite.optional() })]),
    )
    .default({})
    .describe('Pattern of signal paths to the address in the source; later entries win'),
  broker,
  port: port(0).optional().describe('Listening port of the embedded broker'),
  host: Line.optional().describe('Listening address of the embedded broker'),
  user: Line.optional(),
  password: Line.optional(),
  clientId: Line.optional(),
  time: JsonPointer.optional().describe('Where the source time stands in the payload'),
});

const Modbus = z.strictObject({
  type: z.literal('modbus'),
  ...shared,
  host: Line,
  port: port(1).optional(),
  unit: numeric(z.int().min(0).max(255)).optional(),
  every: Duration.optional(),
  timeout: Duration.optional(),
});

const Http = z.strictObject({
  type: z.literal('http'),
  ...shared,
  signals: z
    .union([Mappings, z.array(z.string().min(1).max(1_000)).max(100_000)])
    .default({})
    .describe('What is pushed, with its unit where it is another; signals no source feeds may be pushed too'),
});

const Replay = z.strictObject({
  type: z.literal('replay'),
  ...shared,
  files: z.array(Line).min(1).max(10_000),
  format: z.enum(['csv', 'parquet']).optional(),
  delimiter: z.string().min(1).max(10).optional(),
  header: flag.optional(),
  columns: z.array(Line).max(100_000).optional(),
  compression: z.enum(['none', 'gzip']).optional(),
  time: z
    .union([
      z.strictObject({ column: Line, unit: Line.optional() }),
      z.strictObject({ every: Duration, column: Line.optional(), unit: Line.optional() }),
    ])
    .optional(),
  twin: z.strictObject({ column: Line, template: Line }).optional(),
  filter: z.union([Line, z.record(z.string(), z.unknown())]).optional(),
  speed: numeric(z.number().positive()).optional(),
  loop: flag.optional(),
  start: z.enum(['now', 'original']).optional(),
});

const SourceSchema = z.discriminatedUnion('type', [OpcUa, Sparkplug, Mqtt, Modbus, Http, Replay]);
export type SourceInput = z.infer<typeof SourceSchema>;

export const SourcesSchema = z.strictObject({ sources: z.record(KebabName, SourceSchema) });
