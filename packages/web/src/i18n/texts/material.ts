import { texts } from '../languages.ts';

export const material = texts({
  en: {
    'material.title': 'Material here',
    'material.piece': 'No. {{identity}}',
    'material.since': 'here since {{time}}, for {{duration}}',
    'material.alsoAt': 'Now at:',
    'material.before': 'Here before',
    'material.row': 'No. {{identity}}, {{from}} to {{to}}',
  },
  zh: {
    'material.title': '此处物料',
    'material.piece': '编号 {{identity}}',
    'material.since': '自 {{time}} 起在此，已 {{duration}}',
    'material.alsoAt': '目前位于：',
    'material.before': '此前在此',
    'material.row': '编号 {{identity}}，{{from}} 至 {{to}}',
  },
});
