/**
 * Size of the texts of this page over the usual 16 CSS pixels: 2 on a wall display, more where a person asked their browser
 * for larger texts. What is painted on a canvas is scaled by it, as `rem` does for everything else.
 */
export function textScale(): number {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return Number.isFinite(size) && size > 0 ? size / 16 : 1;
}
