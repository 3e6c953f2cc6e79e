/** What the person has chosen in the space: tools, isolation, section, exploded view, quality, camera of a link. */
import { create } from 'zustand';
import { recall, remember } from '../state/ui-store.ts';
import type { Eye } from './eye.ts';

export const QUALITIES = ['auto', 'low', 'high'] as const;
export type Quality = (typeof QUALITIES)[number];

export type SectionAxis = 'x' | 'y' | 'z';

export interface Section {
  axis: SectionAxis;
  /** Where the plane stands between the ends of the plant, or of the selection, 0 to 1. */
  share: number;
  /** The other half is taken away. */
  flipped: boolean;
}

/** What the pointer does: `none` selects, `fault` points at a fault that a walker marks. */
export type Tool = 'none' | 'measure' | 'walk' | 'fault';

export interface SpaceState {
  tool: Tool;
  /** Path of the twin that alone is solid. */
  isolated: string | undefined;
  section: Section | undefined;
  /** Path of the twin whose parts are apart. */
  exploded: string | undefined;
  map: boolean;
  quality: Quality;
  /** Grows when things came to rest at other places. */
  settled: number;
  /** Where a link or a saved view wants the camera; undefined once it moved on. */
  eye: Eye | undefined;
  /** Grows when the camera should go to `eye`. */
  eyeRequest: number;
  setTool(tool: Tool): void;
  setIsolated(twin: string | undefined): void;
  setSection(section: Section | undefined): void;
  setExploded(twin: string | undefined): void;
  setMap(on: boolean): void;
  setQuality(quality: Quality): void;
  goTo(eye: Eye): void;
  /** The camera is somewhere else than at `eye`; a new one when the place is to be kept in the address. */
  leave(eye?: Eye): void;
  settle(): void;
}

const QUALITY_KEY = 'millwright.quality';
const MAP_KEY = 'millwright.map';

export const useSpace = create<SpaceState>()((set) => ({
  tool: 'none',
  isolated: undefined,
  section: undefined,
  exploded: undefined,
  map: recall(MAP_KEY) !== 'off',
  quality: QUALITIES.find((each) => each === recall(QUALITY_KEY)) ?? 'auto',
  settled: 0,
  eye: undefined,
  eyeRequest: 0,
  setTool: (tool) => set({ tool }),
  setIsolated: (isolated) => set({ isolated }),
  setSection: (section) => set({ section }),
  setExploded: (exploded) => set({ exploded }),
  setMap: (map) => {
    remember(MAP_KEY, map ? 'on' : 'off');
    set({ map });
  },
  setQuality: (quality) => {
    remember(QUALITY_KEY, quality);
    set({ quality });
  },
  goTo: (eye) => set((state) => ({ eye, eyeRequest: state.eyeRequest + 1, tool: 'none' })),
  leave: (eye) => set({ eye }),
  settle: () => set((state) => ({ settled: state.settled + 1 })),
}));

/** Ends the tool that was begun last; false where none is on. */
export function endOneTool(): boolean {
  const { tool, section, exploded, isolated, setTool, setSection, setExploded, setIsolated } =
    useSpace.getState();
  if (tool !== 'none') setTool('none');
  else if (section) setSection(undefined);
  else if (exploded) setExploded(undefined);
  else if (isolated) setIsolated(undefined);
  else return false;
  return true;
}
