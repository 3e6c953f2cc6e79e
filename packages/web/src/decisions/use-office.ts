/** States of decisions for components, at the clock's instant, and commands with what became of them. */
import type { SavedStates } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useClockState, useInstant } from '../values/hooks.ts';
import { isCarried } from '../work/outbox.ts';
import type { Office, Permission, Wish } from './office.ts';

/** REPLAY must rest this long before the states of the instant are asked for. */
const REST_MS = 250;

export function useOffice(): Office {
  const { office } = useSession();
  useSyncExternalStore(office.subscribe, () => office.version);
  return office;
}

/** Undefined in LIVE; in REPLAY the instant once it has rested, whole milliseconds. */
export function useRestingInstant(): number | undefined {
  const { live } = useSession().clock;
  useClockState();
  const instant = useInstant(1000);
  const [rested, setRested] = useState(instant);
  useEffect(() => {
    const timer = setTimeout(() => setRested(instant), REST_MS);
    return () => clearTimeout(timer);
  }, [instant]);
  return live ? undefined : Math.round(rested);
}

/** One state of decisions; the one before stays while the next is asked for. */
export function useDecisionState<Name extends keyof SavedStates>(name: Name) {
  const office = useOffice();
  const at = useRestingInstant();
  const mode = at === undefined ? 'live' : 'past';
  return useQuery({
    queryKey: ['decisions', office.plant, name, mode, at ?? office.version],
    queryFn: ({ signal }) => office.client.state(name, at, signal),
    placeholderData: (before, query) => (query?.queryKey[3] === mode ? before : undefined),
    gcTime: 30_000,
  });
}

export interface Sending {
  /** Whether a command is on its way. */
  pending: boolean;
  /** Why the last one was refused. Kept until the next is sent, or `forget`. */
  refusal: unknown;
  /** True when it was done, or waits in the outbox for the connection. */
  send(wish: Wish): Promise<boolean>;
  /** As `send`, with the name of what came into being; one for the time being where it waits for the connection. */
  make(wish: Wish): Promise<string | undefined>;
  forget(): void;
}

export function useSending(): Sending {
  const { office, outbox, clock } = useSession();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const attempt = useCallback(
    async (wish: Wish) => {
      setPending(true);
      setRefusal(undefined);
      try {
        if (isCarried(wish)) return await outbox.submit(wish, Math.round(clock.serverNow()));
        return { subject: (await office.send(wish))[0]?.subject };
      } catch (error) {
        setRefusal(error);
        return undefined;
      } finally {
        setPending(false);
      }
    },
    [office, outbox, clock],
  );
  const send = useCallback(async (wish: Wish) => (await attempt(wish)) !== undefined, [attempt]);
  const make = useCallback(async (wish: Wish) => (await attempt(wish))?.subject, [attempt]);
  return { pending, refusal, send, make, forget: useCallback(() => setRefusal(undefined), []) };
}

/** Why this person may not do something here and now, in words; undefined: they may. */
export function useHindrance(): (permission: Permission, place: string) => string | undefined {
  const t = useText();
  const office = useOffice();
  const { live } = useClockLive();
  return (permission, place) => {
    if (!live) return t('decide.notLive');
    if (office.who === undefined) return t('decide.unknownWho');
    if (office.may(permission, place)) return undefined;
    return t('decide.mayNot', {
      permission: t(`permission.${permission}`),
      place: place || t('decide.plant'),
    });
  };
}

function useClockLive(): { live: boolean } {
  const { mode } = useClockState();
  return { live: mode === 'live' };
}
