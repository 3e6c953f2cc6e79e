/** JSON Schema of parameters and bindings by kind of shape, so that editors complete them and say what they mean. */
import { SHAPE_KINDS, type ShapeKind, type ShapeTarget, WHOLE_BINDINGS } from '../shapes/index.ts';

/** One condition a kind. Nothing more is refused by it: kinds, parameters and ranges are judged by `loadPlant`. */
export function kindSchemas(): object[] {
  const known = { properties: { kind: { anyOf: [{ enum: [...SHAPE_KINDS.keys()] }, { type: 'string' }] } } };
  return [known, ...[...SHAPE_KINDS.values()].map(ofKind)];
}

function ofKind({ name, params, bindings }: ShapeKind): object {
  const described = Object.entries(params).map(
    ([
      key,
      {
        label,
        unit,
        default: usual,
        range: [low, high],
      },
    ]) => [key, { type: 'number', default: usual, description: `${label.en}, ${unit}, ${low} to ${high}` }],
  );
  const targets = Object.entries<ShapeTarget>({ ...bindings, ...WHOLE_BINDINGS }).map(
    ([key, { label, unit, also = [] }]) => [
      key,
      { description: `${label.en}: a signal in ${[unit, ...also.map((other) => other.unit)].join(' or ')}` },
    ],
  );
  return {
    if: { properties: { kind: { const: name } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
    then: {
      properties: {
        params: { properties: Object.fromEntries(described) },
        bindings: { properties: Object.fromEntries(targets) },
      },
    },
  };
}
