/** Without connection: what is shown from before, what waits, what happened meanwhile. */
import { texts } from '../languages.ts';

export const offline = texts({
  en: {
    'connection.offline': 'No connection. Work as of {{time}}; values and alarms are not known.',
    'outbox.meanwhile': 'Meanwhile:',
    'outbox.nothingSince': 'Nothing else has happened to it since.',
    'outbox.after': 'What was done to it afterwards waits: {{count}}. It is let go with it.',
    'outbox.newOrder': 'new order',
    'outbox.newRound': 'new round',
    'journal.doneAt': 'Done at',
    'journal.doneAtShort': 'done {{time}}',
    'journal.recordedAt': 'Recorded at',
  },
  zh: {
    'connection.offline': '没有连接。工作内容为 {{time}} 时所知；当前数值和报警未知。',
    'outbox.meanwhile': '其间：',
    'outbox.nothingSince': '此后没有其他变化。',
    'outbox.after': '之后对它的操作正在等待：{{count}} 条。放弃时一并放弃。',
    'outbox.newOrder': '新工单',
    'outbox.newRound': '新巡检',
    'journal.doneAt': '执行时间',
    'journal.doneAtShort': '执行于 {{time}}',
    'journal.recordedAt': '记录时间',
  },
});
