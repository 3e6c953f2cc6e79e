/** Without connection: what is shown from before, what waits, what happened meanwhile. */
import { texts } from '../languages.ts';

export const offline = texts({
  en: {
    'connection.offline': 'No connection. Work as known at {{time}}; values and alarms of now are unknown.',
  },
  zh: {
    'connection.offline': '没有连接。工作内容为 {{time}} 时所知；当前数值和报警未知。',
  },
});
