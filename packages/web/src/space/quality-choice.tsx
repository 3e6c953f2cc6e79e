/** How finely the space is drawn: by itself, or as the person says. */
import { useText } from '../i18n/use-text.ts';
import { QUALITIES, useSpace } from './space-store.ts';

export function QualityChoice() {
  const t = useText();
  const quality = useSpace((space) => space.quality);
  const setQuality = useSpace((space) => space.setQuality);
  return (
    <fieldset>
      <legend>{t('settings.quality')}</legend>
      {QUALITIES.map((each) => (
        <label key={each}>
          <input type="radio" name="quality" checked={quality === each} onChange={() => setQuality(each)} />
          {t(`settings.quality.${each}`)}
        </label>
      ))}
    </fieldset>
  );
}
