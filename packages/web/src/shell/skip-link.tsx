/** The first stop of Tab: past rail and top bar, straight to the content. Seen only while it has the focus. */
import { useText } from '../i18n/use-text.ts';

export function SkipLink() {
  const t = useText();
  return (
    // biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page, without touching the address bar.
    <a
      className="skip-link"
      href="#content"
      onClick={(event) => {
        // The address bar belongs to view and selection.
        event.preventDefault();
        document.getElementById('content')?.focus();
      }}
    >
      {t('nav.skip')}
    </a>
  );
}
