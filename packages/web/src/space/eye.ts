/** A place of the camera and what it looks at, as a short text for the address bar and for saved views. */

/** Position and target, metres. */
export interface Eye {
  position: readonly [number, number, number];
  target: readonly [number, number, number];
}

/** For example `12.3,4,-5.62;10,1,0`: centimetres are enough. */
export function writeEye({ position, target }: Eye): string {
  return [position, target].map((at) => at.map((x) => Number(x.toFixed(2))).join(',')).join(';');
}

/** Undefined where the text is no place of a camera. */
export function readEye(text: string | null | undefined): Eye | undefined {
  const [position, target, ...rest] = (text ?? '').split(';').map(triple);
  return position && target && rest.length === 0 ? { position, target } : undefined;
}

function triple(text: string): [number, number, number] | undefined {
  const parts = text.split(',');
  const [x, y, z] = parts.map(Number);
  const fine = parts.length === 3 && parts.every((part) => part.trim() !== '') && Number.isFinite(x + y + z);
  return fine ? [x, y, z] : undefined;
}
