/**
 * Colours of trend lines. Apart from one another in lightness as well as in hue, so that people who do not see red, green or
 * blue apart tell them too; none of them is an alarm colour or the blue of selection. Each line after the first also has a
 * style of its own.
 */
export const LINE_COLOURS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#15474f', '#96601a', '#7a5ea8', '#3f7a3a', '#a8507f', '#22262a', '#5d8f99', '#6b4a1d'],
  dark: ['#8fdce6', '#c98f4a', '#b9a4f0', '#8fc47c', '#e8a5c8', '#f0f2f4', '#5fa3ad', '#e3c79b'],
};

export const LINE_DASHES: readonly (readonly number[])[] = [
  [],
  [8, 3],
  [2, 3],
  [10, 3, 2, 3],
  [5, 5],
  [14, 4],
  [4, 2, 1, 2],
  [1, 4],
];
