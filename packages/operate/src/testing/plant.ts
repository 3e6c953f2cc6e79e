/** Documents of a small plant for tests, with everything this package reads from documents. */
export const PLANT_DOCUMENTS: Readonly<Record<string, string>> = {
  'plant.yaml': `plant: hall
timezone: Europe/Berlin
shifts:
  early: { start: "06:00" }
  late: { start: "14:00" }
  night: { start: "22:00" }
positions:
  desk: { places: [hall/line1] }
  yard: { places: [hall/line2] }
`,
  'types/pump.yaml': `type: pump
signals:
  flow: { unit: L/min, range: [0, 500] }
  vibration: { unit: mm/s }
  running: { states: { 0: Stopped, 1: Running } }
  hours: { unit: h, formula: "integral(if(running == 1, 1, 0))" }
  handTemperature: { unit: Cel, range: [-20, 150], manual: true }
  speed: { unit: /min, range: [0, 3000] }
  speedSetpoint:
    unit: /min
    range: [0, 3000]
    kind: setpoint
    write:
      change: { most: "500 /min", per: 10 min }
      interlock: running == 1
      readBack: speed
      tolerance: "5 /min"
      within: 10 s
  load: { unit: kN }
  locked: { unit: "1", kind: setpoint }
alarms:
  flow-low: { when: "flow < 50 L/min", priority: high, suppressedWhen: running == 0, procedure: check-pump }
  vibration-high:
    when: vibration > 7 mm/s
    priority: critical
    latch: true
    rationalisation: { cause: Worn bearing, consequence: Seizure, responseTime: 10 min, class: condition }
  hot: { when: "handTemperature > 90 Cel", priority: low }
`,
  'twins.yaml': `twins:
  - { path: hall }
  - { path: hall/line1 }
  - { path: hall/line1/pump1, type: pump }
  - { path: hall/line1/pump2, type: pump }
  - { path: hall/line2 }
  - { path: hall/line2/pump3, type: pump }
`,
  'work/plans.yaml': `plans:
  grease: { type: pump, counter: { signal: hours, every: "500 h" }, procedure: check-pump }
  bearing: { type: pump, when: "vibration > 4 mm/s", priority: high, allow: 2 d }
  walk:
    twins: [hall/line1]
    calendar: { every: { weeks: 1, on: [monday] }, at: "06:00", from: "2026-01-05", lead: 1 d }
    route: pumps
`,
  'work/routes.yaml': `routes:
  pumps:
    calledBy: [pump.vibration-high]
    stops:
      - twin: hall/line1/pump1
        checks:
          - { check: temperature, text: { en: Temperature by hand, zh: 手测温度 }, kind: value, unit: "[degF]", limits: [50, 180], signal: handTemperature }
          - { check: leak, text: Leak, kind: choice, options: { dry: Dry, wet: { text: Wet, fault: true } } }
          - { check: remark, text: Remark, kind: note, optional: true }
      - twin: hall/line1/pump2
        checks:
          - { check: picture, text: Picture of the seal, kind: photo }
`,
  'procedures/check-pump.yaml': `procedure: check-pump
steps:
  - { step: stop, text: Stop the pump, permission: operate }
  - { step: wet, text: Is it wet?, check: { kind: choice, options: { dry: { text: Dry, next: close }, wet: { text: Wet, fault: true } } } }
  - { step: seal, text: Change the seal, permission: maintain }
  - { step: play, text: Measure the play, check: { kind: value, unit: mm, limits: [0, 0.2], outside: seal } }
  - { step: close, text: Close the guard, check: { kind: confirm } }
`,
};
