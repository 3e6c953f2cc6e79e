/** Colours of the space: matte greys for equipment, the same in both themes; ground, light and lines by theme. */
import { Color } from 'three';

export type Role =
  | 'body'
  | 'light'
  | 'dark'
  | 'steel'
  | 'roll'
  | 'strip'
  | 'pipe'
  | 'black'
  | 'floor'
  | 'wall'
  | 'mark'
  | 'guard';

const GREYS: Readonly<Record<Role, string>> = {
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
};

/** Linear RGB per role, for vertex colours. */
export const ROLE_COLOURS: Readonly<Record<Role, readonly [number, number, number]>> = (() => {
  const linear = (hex: string): readonly [number, number, number] => {
    const colour = new Color(hex);
    return [colour.r, colour.g, colour.b];
  };
  const { body, light, dark, steel, roll, strip, pipe, black, floor, wall, mark, guard } = GREYS;
  return {
    body: linear(body),
    light: linear(light),
    dark: linear(dark),
    steel: linear(steel),
    roll: linear(roll),
    strip: linear(strip),
    pipe: linear(pipe),
    black: linear(black),
    floor: linear(floor),
    wall: linear(wall),
    mark: linear(mark),
    guard: linear(guard),
  };
})();

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
    critical: '#ff4d5e',
    high: '#ff8f3a',
    medium: '#f2c530',
    low: '#8ea6ba',
  },
};
