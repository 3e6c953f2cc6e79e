export function explain(..._: unknown[]): Promise<never> {
  throw new Error('x');
}
export function computeBack(..._: unknown[]): Promise<never> {
  throw new Error('x');
}
