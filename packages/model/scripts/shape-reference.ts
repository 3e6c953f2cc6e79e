/** The reference page of the shape library, `docs/reference/shapes.md`, from its declarations. */
import {
  NODE_MOTIONS,
  SHAPE_KINDS,
  type ShapeKind,
  type ShapeTarget,
  WHOLE_BINDINGS,
} from '../src/shapes/index.ts';

export const REFERENCE = new URL('../../../docs/reference/shapes.md', import.meta.url);

const FAMILIES: readonly [ShapeKind['family'], string][] = [
  ['rolling', 'Rolling mill'],
  ['drives', 'Drives'],
  ['fluids', 'Liquids and gases'],
  ['handling', 'Handling and storage'],
  ['cranes', 'Cranes'],
  ['power', 'Turbines and engines'],
  ['process', 'Tools and controls'],
  ['site', 'Site and people'],
];

const HEAD = `# Shapes

What a twin looks like stands in the document of its type: a kind of the library with parameters, and bindings that make
its parts follow signals. The page *Shape gallery* (Settings, or Ctrl K) draws all kinds and writes the YAML.

\`\`\`yaml
type: coolant-tank
signals:
  level: { unit: "%" }
  mode: { states: { 0: Off, 1: Running, 2: Cleaning, 3: Failed } }
shape:
  kind: tank
  params: { diameter: 2.4, height: 3.2 }
  bindings:
    fill: level
    state: { signal: mode, looks: { 0: off, 1: normal, 2: attention, 3: fault } }
\`\`\`

- Lengths are metres, x along the line, y up, z to the operator; vehicles have their front at +x. The origin lies on the
  floor in the middle unless the table says otherwise.
- A bound signal is converted to the unit of the binding; one that cannot be is a fault. \`scale\` and \`offset\` come
  after that: shown = converted * scale + offset.
- What spins or runs stands still, and the twin is greyed, while the value is bad or stale. What stands somewhere stays at
  the last value that was not bad.
- A parameter out of its range is drawn at the end of the range. Unknown kinds, parameters and bindings are warnings of
  \`millwright check\` with the nearest spelling.
- Each kind is drawn at three levels of detail, chosen by its size on screen. Twins with equal parameters share their
  geometry.
`;

const WHOLE = `## What every shape can follow

\`state\` gives the shape a look by the value of a signal: \`normal\`, \`off\` (darker), \`attention\` (yellow), \`fault\` (red). Without
\`looks\`, 0 is off and everything else normal. \`visible\` draws the shape where the value is at least one half. \`progress\` and
\`distance\` lead it along \`params.path\`, points in the frame of its place, front first; parts of the twin stay where they
are placed.

\`\`\`yaml
shape:
  kind: agv
  params: { path: [[0, 0, 0], [12, 0, 0], [12, 0, 8]] }
  bindings: { distance: travelled, lift: tableHeight }
\`\`\`
`;

const GLB = `## GLB files instead of kinds

\`model\` names a GLB (binary glTF 2.0) below \`models/\` of the plant folder, at most 32 MB, metres, y up, everything embedded,
uncompressed. Nothing it refers to elsewhere is ever fetched. While the file is missing or broken the kind is drawn, and the
gallery says why. Named nodes follow bindings:

\`\`\`yaml
shape:
  kind: motor
  model: models/motor.glb
  bindings:
    spin: { signal: speed, node: Rotor, axis: x }
    hatch: { signal: hatchAngle, node: Hatch, motion: turn, axis: z }
\`\`\`

\`motion\` is the name of the binding where it is left out; \`axis\` is that of the node, z where it is left out.
`;

/** The whole page. */
export function shapeReference(): string {
  const parts = [HEAD];
  for (const [family, title] of FAMILIES) {
    parts.push(`## ${title}\n`);
    for (const kind of SHAPE_KINDS.values()) if (kind.family === family) parts.push(ofKind(kind));
  }
  parts.push(
    WHOLE,
    bindingTable(Object.entries(WHOLE_BINDINGS)),
    GLB,
    bindingTable(Object.entries(NODE_MOTIONS), 'motion'),
  );
  return `${parts.join('\n').trimEnd()}\n`;
}

function ofKind({ name, label, origin, params, bindings }: ShapeKind): string {
  const lines = [
    `### ${name}`,
    '',
    `${label.en} (${label.zh}).${origin ? ` Origin: ${origin.en}.` : ''}`,
    '',
  ];
  const rows = Object.entries(params);
  if (rows.length > 0) {
    lines.push('| parameter | meaning | unit | default | range |', '|---|---|---|---|---|');
    for (const [
      key,
      {
        label: meaning,
        unit,
        default: usual,
        range: [low, high],
      },
    ] of rows) {
      lines.push(`| \`${key}\` | ${meaning.en} (${meaning.zh}) | ${unit} | ${usual} | ${low} to ${high} |`);
    }
    lines.push('');
  }
  const targets = Object.entries(bindings);
  return targets.length > 0 ? `${lines.join('\n')}\n${bindingTable(targets)}` : `${lines.join('\n')}`;
}

function bindingTable(targets: [string, ShapeTarget][], head = 'binding'): string {
  const rows = targets.map(([name, { label, unit, also = [] }]) => {
    const others = also.map((each) => (each.over ? `${each.unit} of \`${each.over}\`` : each.unit));
    return `| \`${name}\` | ${label.en} (${label.zh}) | ${[unit, ...others].join(' or ')} |`;
  });
  return [`| ${head} | what follows | unit |`, '|---|---|---|', ...rows, ''].join('\n');
}
