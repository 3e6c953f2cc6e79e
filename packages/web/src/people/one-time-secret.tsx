/** Something that is shown this once, with a button that copies it. */
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';

export function OneTimeSecret({
  note,
  secret,
  onDone,
}: {
  note: string;
  secret: string;
  onDone: () => void;
}) {
  const t = useText();
  const [copied, setCopied] = useState<boolean>();
  const copy = () => {
    // Without a secure origin there is no clipboard: then the text is there to be selected.
    if (!navigator.clipboard) return setCopied(false);
    navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="secret" role="status">
      <p>{note}</p>
      <input readOnly aria-label={note} value={secret} onFocus={(event) => event.target.select()} />
      <div className="handle-line">
        <button type="button" className="button button-strong" onClick={copy}>
          {t(copied ? 'people.copied' : 'people.copy')}
        </button>
        <button type="button" className="button" onClick={onDone}>
          {t('decide.understood')}
        </button>
        {copied === false && <span>{t('people.noClipboard')}</span>}
      </div>
    </div>
  );
}
