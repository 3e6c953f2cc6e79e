/** Texts of placing twins in the space, and of looking at two instants side by side. */
import { texts } from '../languages.ts';

export const place = texts({
  en: {
    'place.picture': 'The plant in space: arrow keys move {{name}}, comma and full stop turn it',
    'place.none': 'The plant in space',
    'place.help':
      'Drag it, or turn it by its ring. It rests on {{grid}} m and {{turn}}°, and on axes and edges of its neighbours; Shift moves freely. Keys: arrows, Page up and down, comma and full stop, with Shift finely.',
    'place.home': 'Whole plant',
    'place.focus': 'To the twin',
    'place.above': 'From above',
    'place.here': 'x {{x}} m, y {{y}} m, z {{z}} m, {{turn}}°',
    'place.from': 'from where it runs: {{x}}, {{y}}, {{z}} m, {{turn}}°',
    'place.new': 'new, does not run yet',
    'place.axis': 'on the axis of a neighbour',
    'place.edge': 'on the edge of a neighbour',
    'place.noWebgl': 'This browser cannot draw in three dimensions here; the numbers place the twin as well.',
    'place.turnWhat': 'Turn {{name}}',
    'compare.pictures': 'Pictures',
    'compare.figures': 'Figures',
    'compare.how': 'Show as',
    'compare.pictureOf': 'The plant at {{which}}',
    'compare.differs':
      '{{count}} twins differ; the {{shown}} that differ most are outlined. Alarms have their colours.',
    'compare.noPicture': 'This browser cannot draw in three dimensions here; the figures tell what differs.',
  },
  zh: {
    'place.picture': '工厂三维空间：方向键移动 {{name}}，逗号和句号键转动',
    'place.none': '工厂三维空间',
    'place.help':
      '可拖动，或用圆环转动。按 {{grid}} 米和 {{turn}}° 对齐，也与相邻设备的轴线和边缘对齐；按住 Shift 自由移动。按键：方向键、Page Up/Down、逗号和句号，按住 Shift 微调。',
    'place.home': '全厂',
    'place.focus': '转到该孪生体',
    'place.above': '俯视',
    'place.here': 'x {{x}} 米，y {{y}} 米，z {{z}} 米，{{turn}}°',
    'place.from': '相对运行位置：{{x}}，{{y}}，{{z}} 米，{{turn}}°',
    'place.new': '新增，尚未运行',
    'place.axis': '在相邻设备的轴线上',
    'place.edge': '在相邻设备的边缘上',
    'place.noWebgl': '此浏览器无法在这里绘制三维画面；也可用数字确定位置。',
    'place.turnWhat': '转动 {{name}}',
    'compare.pictures': '画面',
    'compare.figures': '数据',
    'compare.how': '显示方式',
    'compare.pictureOf': '{{which}} 时刻的工厂',
    'compare.differs': '{{count}} 个孪生体有差异，差异最大的 {{shown}} 个以轮廓线标出。报警以其颜色显示。',
    'compare.noPicture': '此浏览器无法在这里绘制三维画面；数据中可见差异。',
  },
});
