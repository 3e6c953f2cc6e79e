/** The documents that `millwright init` writes: one pump with a motor, fed over HTTP. */

/** Contents by path within the plant folder. */
export function templateFiles(id: string): Record<string, string> {
  return {
    'plant.yaml': `# yaml-language-server: $schema=.schema/plant.schema.json
plant: ${id}
name: { en: My plant, zh: 我的工厂 }
description: One pump with its motor, to start from.
timezone: UTC
# The signal shown on the timeline.
kpi: hall/pump1.flow
# How long samples are kept, and their hourly summaries.
retention: { raw: 30 d, rollup: 5 a }
`,
    'types/motor.yaml': `# yaml-language-server: $schema=../.schema/type.schema.json
# A twin type: what every twin of it has. Units are UCUM codes: kW, Cel, mm/s, "1" for none.
type: motor
name: { en: Motor, zh: 电机 }
parameters:
  ratedPower: { unit: kW, default: 15, name: { en: Rated power, zh: 额定功率 } }
signals:
  power: { unit: kW, range: [0, 100], name: { en: Power, zh: 功率 } }
  temperature: { unit: Cel, range: [-20, 200], normal: [20, 80], name: { en: Winding temperature, zh: 绕组温度 } }
  # A derived signal: its formula is checked with its units, computed for every motor, and explained on the screen.
  load: { unit: "1", formula: "power / ratedPower", name: { en: Load, zh: 负载率 } }
alarms:
  hot:
    name: { en: Motor hot, zh: 电机过热 }
    when: temperature > 110 Cel
    delay: 5 s
    deadband: 5 K
    priority: high
    respond: { en: Lower the load and look at the fan., zh: 降低负载并检查风扇。 }
shape: { kind: motor }
`,
    'types/pump.yaml': `# yaml-language-server: $schema=../.schema/type.schema.json
type: pump
name: { en: Pump, zh: 水泵 }
parts:
  # A part is a twin of its own: hall/pump1/motor.
  motor: { type: motor }
signals:
  flow: { unit: m3/h, range: [0, 500], name: { en: Flow, zh: 流量 } }
  pressure: { unit: bar, range: [0, 25], name: { en: Pressure, zh: 压力 } }
  hydraulicPower: { unit: kW, formula: "flow * pressure", name: { en: Hydraulic power, zh: 水力功率 } }
  # Formulas reach parts by their name.
  efficiency:
    unit: "1"
    formula: "motor.power > 0.1 kW ? clamp(hydraulicPower / motor.power, 0, 1) : 0"
    name: { en: Efficiency, zh: 效率 }
shape: { kind: pump }
`,
    'twins.yaml': `# yaml-language-server: $schema=.schema/twins.schema.json
twins:
  - { path: hall, name: { en: Pump hall, zh: 泵房 } } # a level without a type
  - { path: hall/pump1, type: pump, name: { en: Pump 1, zh: 1号泵 }, place: { at: [0, 0, 0], turn: 0 } }
`,
    'sources.yaml': `# yaml-language-server: $schema=.schema/sources.schema.json
sources:
  # Programs send samples: POST /api/v1/plants/${id}/samples. See README.md for an example.
  # Other kinds: opc-ua, sparkplug, mqtt, modbus, replay.
  push:
    type: http
    name: { en: Samples over HTTP, zh: HTTP 推送 }
    signals: ["hall/**.*"]
`,
    'scene/hall.yaml': `# yaml-language-server: $schema=../.schema/scene.schema.json
# Things that are no twins.
items:
  - { shape: floor, params: { width: 20, depth: 12 }, place: { at: [0, 0, 0] } }
`,
    'tests/motor.test.mw': `# Tests of formulas and alarms: what comes when, and what should follow. millwright check runs them.
load 1 s
  hall/pump1/motor.power        7.5x20
  hall/pump1/motor.temperature  60x5 120x15

eval at 4 s
  hall/pump1/motor.load == 0.5
expect no alarm
expect alarm hot on hall/pump1/motor raised at 10 s
`,
    'README.md': `# ${id}

One pump with its motor. Start it with \`millwright start\`, open the link it prints, and send a sample:

\`\`\`sh
TOKEN=$(cat .millwright/token)
curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"samples":[{"path":"hall/pump1.flow","value":120},{"path":"hall/pump1.pressure","value":4.2},
                  {"path":"hall/pump1/motor.power","value":18},{"path":"hall/pump1/motor.temperature","value":61}]}' \\
  http://127.0.0.1:7470/api/v1/plants/${id}/samples
\`\`\`

| file | holds |
|---|---|
| \`plant.yaml\` | name, time zone, how long the past is kept |
| \`types/*.yaml\` | twin types: signals, formulas, alarms, parts, shape |
| \`twins.yaml\` | the twins: what stands where |
| \`sources.yaml\` | where signals come from |
| \`scene/*.yaml\` | floor, walls, walkways |
| \`tests/*.test.mw\` | tests of formulas and alarms |

\`millwright check\` reports every fault with file, line and column. Editors with a YAML language server complete and check
these documents with the schemas in \`.schema\`.
`,
  };
}
