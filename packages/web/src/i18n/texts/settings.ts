import { texts } from '../languages.ts';

export const settings = texts({
  en: {
    'settings.language': 'Language',
    'settings.theme': 'Theme',
    'settings.theme.system': 'As the system',
    'settings.theme.light': 'Light',
    'settings.theme.dark': 'Dark',
    'settings.keys': 'Keys',
    'settings.about': 'Plant',
    'settings.plant': 'Plant',
    'settings.revision': 'Revision',
    'settings.timezone': 'Time zone',
    'settings.oldest': 'Oldest sample',
  },
  zh: {
    'settings.language': '语言',
    'settings.theme': '主题',
    'settings.theme.system': '跟随系统',
    'settings.theme.light': '浅色',
    'settings.theme.dark': '深色',
    'settings.keys': '按键',
    'settings.about': '工厂',
    'settings.plant': '工厂',
    'settings.revision': '版本',
    'settings.timezone': '时区',
    'settings.oldest': '最早样本',
  },
});
