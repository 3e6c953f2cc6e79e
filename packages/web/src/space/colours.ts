/** Colours of the space: matte greys for equipment, the same in both themes; ground, light and lines by theme. */
import { Color } from 'three';

const GREYS = {
  body: '#8f979e',
  light: '#b4bac0',
  dark: '#5f676e',
  steel: '#a7afb6',
  roll: '#c3c9ce',
  strip: '#d9dee2',
  pipe: '#7d868e',
  black: '#3b4147',
  floor: '#d3d5d7',
  wall: '#dddfe1',
  mark: '#4a5157',
  guard: '#9aa1a7',
  /** Lines painted on the floor. */
  line: '#f4f5f6',
  glass: '#78858f',
  liquid: '#93a9b8',
  /** Goods and cardboard. */
  load: '#b5b0a6',
  /** What gets hot. */
  hot: '#94817a',
} as const;

/** What a solid is, which decides its grey. */
export type Role = keyof typeof GREYS;

const linear = new Map<Role, readonly [number, number, number]>();

/** Linear RGB of a role, for vertex colours. */
export function roleColour(role: Role): readonly [number, number, number] {
  let colour = linear.get(role);
  if (!colour) {
    const { r, g, b } = new Color(GREYS[role]);
    colour = [r, g, b];
    linear.set(role, colour);
  }
  return colour;
}

export interface SpaceTheme {
  ground: string;
  edge: string;
  edgeOpacity: number;
  sky: number;
  sun: number;
  backdrop: string;
  /** Inside of what a section opened. */
  cut: string;
  selection: string;
  hover: string;
  /** Outline of what differs between two pictures. */
  difference: string;
  critical: string;
  high: string;
  medium: string;
  low: string;
}

export const SPACE_THEMES: Readonly<Record<'light' | 'dark', SpaceTheme>> = {
  light: {
    ground: '#e6e7e8',
    edge: '#2f363c',
    edgeOpacity: 0.55,
    sky: 2.0,
    sun: 1.9,
    backdrop: '#ffffff',
    cut: '#6d7a86',
    selection: '#0b62d6',
    hover: '#4f5b66',
    difference: '#0a0d10',
    critical: '#c8102e',
    high: '#d95f02',
    medium: '#b58900',
    low: '#5b7083',
  },
  dark: {
    ground: '#1b1d1f',
    edge: '#0c0e10',
    edgeOpacity: 0.75,
    sky: 0.95,
    sun: 1.5,
    backdrop: '#4a4e52',
    cut: '#3a444e',
    selection: '#5aa2ff',
    hover: '#b8c2cc',
    difference: '#f2f5f8',
    critical: '#ff4d5e',
    high: '#ff8f3a',
    medium: '#f2c530',
    low: '#8ea6ba',
  },
};
