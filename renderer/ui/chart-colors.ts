/**
 * Series colours, ordered so that neighbours differ in lightness as well as hue (for colour-blind eyes and prints).
 * All reach 3:1 on both the light and the dark surface (WCAG 1.4.11).
 */
const series = ['#2f7dd1', '#c2620f', '#238a6b', '#a04fc4', '#b58400', '#d1477a', '#3f8f9e', '#7c7a1c', '#6d6fd6', '#a8634a'];

export const otherColor = '#7f8a96';

/** Colour of the n-th largest group; beyond the palette colours repeat, the table names them. */
export function seriesColor(index: number): string {
  return series[index % series.length]!;
}
