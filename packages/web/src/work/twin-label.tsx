/** The label of one twin, printed alone on the page. */
import { useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { LabelCard, LoopbackNote } from './label-card.tsx';

export function TwinLabel({ twin }: { twin: TwinNode }) {
  const t = useText();
  return (
    <>
      <LoopbackNote />
      <div className="twin-label label-print">
        <LabelCard twin={twin} />
        <button type="button" className="button" onClick={() => print()}>
          {t('label.print')}
        </button>
      </div>
    </>
  );
}
