/** The checks of one stop of a round. */
import { useText } from '../i18n/use-text.ts';
import { CheckField } from './check-field.tsx';
import { ReviewedFault } from './reviewed-fault.tsx';
import type { Put } from './round-page.tsx';
import { useWhen } from './use-work.ts';
import type { WalkedRound } from './walked-round.ts';

interface Props {
  one: WalkedRound;
  stop: number;
  hindrance: string | undefined;
  put: Put;
}

export function RoundStop({ one, stop, hindrance, put }: Props) {
  const t = useText();
  const when = useWhen();
  return (
    <div className="checks">
      {one.stops[stop].checks.map((check) => {
        const record = one.records.find((each) => each.stop === stop && each.check === check.name);
        const waits = one.waiting.has(`${stop}/${check.name}`);
        return (
          <CheckField
            key={check.name}
            about={one.why === 'review' ? <ReviewedFault check={check.name} /> : undefined}
            check={check}
            answer={record?.answer}
            remark={waits ? t('outbox.waits') : record && when(record.takenAt)}
            hindrance={hindrance}
            onAnswer={(answer, photo) =>
              put({ type: 'record-check', subject: one.id, data: { stop, check: check.name, answer } }, photo)
            }
          />
        );
      })}
    </div>
  );
}
