import { texts } from '../languages.ts';

export const trends = texts({
  en: {
    'trends.add': 'Add a signal',
    'trends.empty': 'Choose signals to draw: from here, from the Signals list, or from the panel of a twin.',
    'trends.remove': 'Remove {{name}}',
    'trends.range': 'Range',
    'trends.noData': 'No samples in this time',
    'trends.band': 'line: mean, band: minimum to maximum',
  },
  zh: {
    'trends.add': '添加信号',
    'trends.empty': '选择要绘制的信号：可在此处、信号列表或孪生体面板中选择。',
    'trends.remove': '移除 {{name}}',
    'trends.range': '时段',
    'trends.noData': '此时段没有样本',
    'trends.band': '线：平均值，带：最小至最大',
  },
});
