import { texts } from '../languages.ts';

export const space = texts({
  en: {
    'space.label': 'Space: the plant in three dimensions',
    'space.home': 'Whole plant (H)',
    'space.zoom': 'Go to selection (F)',
    'space.empty': 'No twin of this plant has a shape. Give its types a shape to see them here.',
    'space.lost': 'The graphics were interrupted and are being restored…',
    'space.noWebgl': 'This browser cannot draw in three dimensions (WebGL 2 is off). Everything else works.',
  },
  zh: {
    'space.label': '空间：三维工厂',
    'space.home': '整个工厂 (H)',
    'space.zoom': '前往所选对象 (F)',
    'space.empty': '该工厂的孪生体都没有形状。为其类型定义形状后即可在此显示。',
    'space.lost': '图形显示中断，正在恢复…',
    'space.noWebgl': '此浏览器无法显示三维图形（WebGL 2 已关闭）。其他功能正常。',
  },
});
