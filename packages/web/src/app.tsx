/** Chooses the plant, opens its session, keeps it in step with the address bar, and shows the shell or the sign-in. */
import { ApiClient, ApiError, type PlantSummary } from '@millwright/server/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useText } from './i18n/use-text.ts';
import { memoryAnswersStore, openAnswersStore } from './offline/answers-store.ts';
import { KeptAnswers } from './offline/kept-answers.ts';
import { openSession, type Session, SessionContext } from './session.ts';
import { Failed, Loading } from './shell/message.tsx';
import { loadAhead, Shell } from './shell/shell.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { TOKEN_KEY } from './shell/token-key.ts';
import { readEye } from './space/eye.ts';
import { useSpace } from './space/space-store.ts';
import { readAddress } from './state/address.ts';
import { SETTINGS, useUi } from './state/ui-store.ts';
import { useAddress } from './state/use-address.ts';
import { useThemeOnDocument } from './state/use-theme.ts';

// Asked also where the browser says that there is no network: what was answered last is there.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: 1, refetchOnWindowFocus: false, staleTime: 10_000, networkMode: 'always' },
  },
});

/** How long to wait before a server that does not answer is asked again. */
const RETRY_MS = 3000;

/** Answers are kept for who signed in with this browser; what a token shows is gone with its tab. */
function client(): { api: ApiClient; answers: KeptAnswers } {
  const token = sessionStorage.getItem(TOKEN_KEY) ?? undefined;
  const answers = new KeptAnswers(token === undefined ? openAnswersStore() : memoryAnswersStore());
  return { api: new ApiClient('', token, answers.fetch), answers };
}

type Opening =
  | { state: 'loading' }
  | { state: 'signed-out'; refused: boolean }
  | { state: 'failed'; error: unknown }
  | { state: 'open'; session: Session; plants: readonly PlantSummary[] };

export function App() {
  useThemeOnDocument();
  const t = useText();
  const [opening, setOpening] = useState<Opening>({ state: 'loading' });
  const [wanted, setWanted] = useState(() => ({ plant: readAddress(location.search).plant, round: 0 }));
  const again = useCallback(() => setWanted((w) => ({ ...w, round: w.round + 1 })), []);

  useEffect(() => {
    let closed = false;
    let session: Session | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    void (async () => {
      try {
        loadAhead(readAddress(location.search).view);
        const { api, answers } = client();
        const plants = await api.plants();
        const id = plants.find((plant) => plant.id === wanted.plant)?.id ?? plants[0]?.id;
        if (id === undefined) throw new Error('the server runs no plant');
        const opened = await openSession(api, id, again, () => answers.knownAt);
        if (closed) return opened.close();
        session = opened;
        applyAddress(opened);
        setOpening({ state: 'open', session, plants });
      } catch (error) {
        if (closed) return;
        if (error instanceof ApiError && error.status === 401) {
          setOpening({ state: 'signed-out', refused: sessionStorage.getItem(TOKEN_KEY) !== null });
          sessionStorage.removeItem(TOKEN_KEY);
        } else {
          setOpening({ state: 'failed', error });
          retry = setTimeout(again, RETRY_MS);
        }
      }
    })();
    return () => {
      closed = true;
      clearTimeout(retry);
      session?.close();
      queries.clear();
    };
  }, [wanted, again]);

  if (opening.state === 'signed-out') {
    return (
      <SignIn
        refused={opening.refused}
        onToken={(token) => {
          sessionStorage.setItem(TOKEN_KEY, token);
          again();
        }}
        onSignedIn={again}
      />
    );
  }
  if (opening.state === 'failed') {
    return (
      <main className="start">
        <h1>{t('app.title')}</h1>
        <Failed error={opening.error} onRetry={again} />
      </main>
    );
  }
  if (opening.state === 'loading') {
    return (
      <main className="start">
        <Loading lines={5} />
      </main>
    );
  }
  return (
    <QueryClientProvider client={queries}>
      <SessionContext value={opening.session}>
        <Connected
          session={opening.session}
          plants={opening.plants}
          onPlant={(plant) => {
            useUi.setState({
              twin: undefined,
              signal: undefined,
              alarm: undefined,
              area: undefined,
              work: undefined,
              trends: [],
              cursors: [],
            });
            setWanted((w) => ({ plant, round: w.round + 1 }));
          }}
          onSignedOut={again}
        />
      </SessionContext>
    </QueryClientProvider>
  );
}

interface ConnectedProps {
  session: Session;
  plants: readonly PlantSummary[];
  onPlant: (id: string) => void;
  onSignedOut: () => void;
}

function Connected({ session, plants, onPlant, onSignedOut }: ConnectedProps) {
  useAddress(session);
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  useEffect(() => {
    if (connection === 'signed-out') onSignedOut();
    // What could not be loaded while nobody answered is loaded now.
    if (connection === 'open') {
      void queries.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
    }
  }, [connection, onSignedOut]);
  return <Shell key={session.plant.info.id} plants={plants} onPlant={onPlant} />;
}

/** What the address asks for, before the first picture. */
function applyAddress(session: Session): void {
  const address = readAddress(location.search);
  const { view, twin, signal, tab, alarm, area, work, settings, trends } = address;
  const { at, span, from, pin, cursors } = address;
  const known = session.plant.twin(twin) ? twin : undefined;
  useSpace.getState().leave(readEye(address.eye));
  useUi.setState((ui) => ({
    view,
    twin: known,
    signal: session.plant.signal(signal) ? signal : undefined,
    tab,
    alarm,
    area: session.plant.twin(area) ? area : undefined,
    work,
    settings: settings ?? SETTINGS[0],
    aside: view !== 'space',
    trends: trends.filter((path) => session.plant.signal(path)),
    cursors,
    focusRequest: known ? ui.focusRequest + 1 : ui.focusRequest,
  }));
  if (at !== undefined) session.clock.pauseAt(at);
  if (pin !== undefined) session.pin.set(pin);
  if (span !== undefined && from !== undefined) session.window.show(from, from + span * 1000);
  else if (span !== undefined) session.window.setSpan(span * 1000);
}
