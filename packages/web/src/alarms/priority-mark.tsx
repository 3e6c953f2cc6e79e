/** The mark of an alarm priority: colour and shape. */
import { useText } from '../i18n/use-text.ts';
import { PRIORITY_PATHS, type Priority } from './priorities.ts';

export function PriorityMark({ priority, size = 12 }: { priority: Priority; size?: number }) {
  const t = useText();
  return (
    <svg
      className={`mark mark-${priority}`}
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="0 0 12 12"
      role="img"
      aria-label={t(`priority.${priority}`)}
    >
      <path d={PRIORITY_PATHS[priority]} />
    </svg>
  );
}
