import { texts } from '../languages.ts';

export const timeline = texts({
  en: {
    'timeline.label': 'Timeline',
    'timeline.help': 'Drag to go back, wheel to zoom, arrow keys to step',
    'timeline.play': 'Play',
    'timeline.pause': 'Pause',
    'timeline.speed': 'Speed',
    'timeline.back': 'Step back',
    'timeline.forward': 'Step forward',
    'timeline.zoomIn': 'Zoom in',
    'timeline.zoomOut': 'Zoom out',
    'timeline.now': 'now',
    'timeline.noKpi': 'This plant names no key figure (kpi in plant.yaml).',
  },
  zh: {
    'timeline.label': '时间轴',
    'timeline.help': '拖动回看，滚轮缩放，方向键步进',
    'timeline.play': '播放',
    'timeline.pause': '暂停',
    'timeline.speed': '速度',
    'timeline.back': '后退一步',
    'timeline.forward': '前进一步',
    'timeline.zoomIn': '放大',
    'timeline.zoomOut': '缩小',
    'timeline.now': '现在',
    'timeline.noKpi': '该工厂未指定关键指标（plant.yaml 中的 kpi）。',
  },
});
