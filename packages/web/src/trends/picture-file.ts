/** A chart as a PNG: its canvas with a title and the names of its lines above. */
import type { ChartLine } from './lines.ts';

const LINE_PX = 18;
const MARGIN_PX = 12;

/** `texts`: title and time range. Undefined where the browser gives no picture. */
export function pictureOf(
  chart: HTMLCanvasElement,
  lines: readonly { line: ChartLine; text: string }[],
  texts: { title: string; range: string },
  colours: { ground: string; text: string },
): Promise<Blob | null> {
  const ratio = chart.width / Math.max(1, chart.clientWidth);
  const head = MARGIN_PX * 2 + LINE_PX * (1 + lines.length);
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + MARGIN_PX * ratio;
  canvas.height = chart.height + head * ratio;
  const c = canvas.getContext('2d');
  if (!c) return Promise.resolve(null);
  c.fillStyle = colours.ground;
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.scale(ratio, ratio);
  c.fillStyle = colours.text;
  c.font = '600 13px system-ui, sans-serif';
  c.fillText(`${texts.title}  ${texts.range}`, MARGIN_PX, MARGIN_PX + LINE_PX * 0.7);
  c.font = '12px system-ui, sans-serif';
  lines.forEach(({ line, text }, i) => {
    const y = MARGIN_PX + LINE_PX * (i + 1.6);
    c.strokeStyle = line.colour;
    c.lineWidth = 2.5;
    c.setLineDash([...line.dash]);
    c.beginPath();
    c.moveTo(MARGIN_PX, y - 4);
    c.lineTo(MARGIN_PX + 26, y - 4);
    c.stroke();
    c.fillText(text, MARGIN_PX + 34, y);
  });
  c.setTransform(1, 0, 0, 1, 0, 0);
  c.drawImage(chart, 0, head * ratio);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/** Offers bytes for saving under a name. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
