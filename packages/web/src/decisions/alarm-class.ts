/** Classes of alarms (ISA-18.2: alarms with the same demands on handling), in the language of the screen. */
import type { Translate } from '../i18n/use-text.ts';

/** Those that plants usually have. */
export const ALARM_CLASSES = [
  'safety',
  'environment',
  'equipment',
  'quality',
  'condition',
  'maintenance',
] as const;

/** Any other class stands as the plant's own document names it. */
export function classText(name: string, t: Translate): string {
  const known = ALARM_CLASSES.find((each) => each === name);
  return known ? t(`handle.class.${known}`) : name;
}
