/** The page begins here: texts first, then the application. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startTexts } from './i18n/index.ts';
import { registerWorker } from './offline/register-worker.ts';
import './styles/base.css';
import './styles/shell.css';
import './styles/panel.css';
import './styles/pages.css';
import './styles/levels.css';
import './styles/space.css';
import './styles/space-tools.css';
import './styles/timeline.css';
import './styles/trends.css';
import './styles/decisions.css';
import './styles/work.css';
import './styles/people.css';
import './styles/phone.css';
import './styles/offline.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
registerWorker();
