/** How the draft stands: faults, undo and redo, and the way to what it changes. */
import { useEffect } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useDraft } from './use-draft.ts';

const MANNERS: Readonly<Record<string, TextKey>> = {
  none: 'build.manner.none',
  live: 'build.manner.live',
  sources: 'build.manner.sources',
  restart: 'build.manner.restart',
};

/** What applying means for the plant, in a sentence. */
export function mannerText(manner: string | null | undefined): TextKey {
  return MANNERS[manner ?? ''] ?? 'build.manner.errors';
}

export function DraftBar({
  onFault,
  onChanges,
}: {
  onFault: (file: string, line: number) => void;
  onChanges: () => void;
}) {
  const t = useText();
  const { draft, view } = useDraft();
  const { info, error, pending } = view;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      // Within a text the undo of the text is meant.
      if (
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, .code, .code-line') !== null
      )
        return;
      const key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey) void draft.undo();
      else if (key === 'y' || (key === 'z' && event.shiftKey)) void draft.redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [draft]);
  if (info === undefined) return null;
  const errors = info.faults.filter((fault) => fault.severity === 'error');
  const [first] = errors;
  const changed = info.files.length > 0;
  return (
    <div className="draft-bar">
      <span className="draft-state" role="status" data-pending={pending > 0}>
        {error !== undefined ? (
          <span className="draft-error">{error.message}</span>
        ) : first !== undefined ? (
          <button
            type="button"
            className="link-button draft-error"
            onClick={() => onFault(first.file, first.line)}
          >
            {t('build.faults', { count: errors.length })}: {first.message}
          </button>
        ) : changed ? (
          t(mannerText(info.manner))
        ) : info.unwritten ? (
          t('build.unwritten')
        ) : (
          t('build.noChanges')
        )}
      </span>
      <button
        type="button"
        className="button"
        disabled={info.undo === null}
        title={info.undo === null ? undefined : t('build.undoWhat', { what: info.undo })}
        onClick={() => void draft.undo()}
      >
        {t('build.undo')}
      </button>
      <button
        type="button"
        className="button"
        disabled={info.redo === null}
        title={info.redo === null ? undefined : t('build.redoWhat', { what: info.redo })}
        onClick={() => void draft.redo()}
      >
        {t('build.redo')}
      </button>
      <button
        type="button"
        className="button button-main"
        disabled={!changed && !info.unwritten}
        onClick={onChanges}
      >
        {t('build.review')}
      </button>
    </div>
  );
}
