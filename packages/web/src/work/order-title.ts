/** Titles of orders as they are read: those that plans wrote in English come in the language of the screen. */
import type { Order } from '@millwright/server/client';
import { localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useDocuments } from './use-work.ts';

interface OrderTexts {
  title: string;
  description: string | undefined;
}

/** What people have written or changed stays as they wrote it. */
export function useOrderTexts(): (one: Order) => OrderTexts {
  const language = useLanguage();
  const { plant } = useSession();
  const { data } = useDocuments();
  return ({ title, description, plan: name, twin: path }) => {
    const plan = data?.plans.find((each) => each.name === name);
    const twin = plant.twin(path)?.info.label;
    if (!plan || !twin) return { title, description };
    const isPlans = title === `${plan.label.en}: ${twin.en}`;
    return {
      title: isPlans ? `${localText(plan.label, language)}: ${localText(twin, language)}` : title,
      description: description === plan.description.en ? localText(plan.description, language) : description,
    };
  };
}
