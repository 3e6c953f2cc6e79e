/** Colours of trend lines: muted, apart from one another, none of them an alarm colour or the blue of selection. */
export const LINE_COLOURS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#1f5c66', '#7b4a12', '#5a4a8a', '#4c6b1f', '#8a3f6b', '#3d454c'],
  dark: ['#7fd0da', '#d9ab73', '#b8a7ea', '#a9cc74', '#e29ac3', '#c4ccd3'],
};

/** When colours run out, the line is dashed. */
export const LINE_DASHES: readonly (readonly number[])[] = [[], [6, 4], [2, 3]];
