/** Which alarms stood at A and at B. */
import { useQuery } from '@tanstack/react-query';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';

export function AlarmDifferences({
  a,
  b,
  inArea,
}: {
  a: number;
  b: number;
  inArea: (twin: string) => boolean;
}) {
  const t = useText();
  const language = useLanguage();
  const { api, plant, alarms } = useSession();
  const { data: atA } = useQuery({
    queryKey: ['alarms-at', plant.info.id, a],
    queryFn: ({ signal }) => api.alarms(plant.info.id, { at: a }, signal),
  });
  if (!atA) return null;
  const atB = alarms.standingAt(b);
  const same = (x: (typeof atB)[number], y: (typeof atB)[number]) => x.twin === y.twin && x.alarm === y.alarm;
  const groups = [
    { title: t('compare.alarmsNew'), items: atB.filter((item) => !atA.some((each) => same(each, item))) },
    { title: t('compare.alarmsGone'), items: atA.filter((item) => !atB.some((each) => same(each, item))) },
    { title: t('compare.alarmsBoth'), items: atB.filter((item) => atA.some((each) => same(each, item))) },
  ];
  return (
    <div className="compare-alarms">
      {groups.map(({ title, items }) => {
        const seen = items.filter((item) => inArea(item.twin));
        return (
          <section key={title}>
            <h3>
              {title} <small>{seen.length}</small>
            </h3>
            <ul>
              {seen.map((item) => (
                <li key={item.id}>
                  <button
                    type="button"
                    onClick={() => useUi.getState().selectTwin(item.twin, { alarm: item.id })}
                  >
                    <PriorityMark priority={item.priority} size={11} /> {localText(item.label, language)}{' '}
                    <small>
                      {localText(plant.twin(item.twin)?.info.label ?? { en: item.twin }, language)}
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
