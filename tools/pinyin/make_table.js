// Makes src/base/pinyin_table.c from the readings of the npm package pinyin-pro (MIT).
//   npm install pinyin-pro@3.29.4 && node tools/pinyin/make_table.js > src/base/pinyin_table.c
// Run by hand when the table is to change; the build uses the file that it made.
const { pinyin } = require('pinyin-pro');

const FIRST = 0x4e00, LAST = 0x9fa5;
// The reading that place names, company names and projects use most.
const characters = { '地': 'di', '都': 'du', '曾': 'zeng', '牟': 'mu', '厦': 'xia', '斗': 'dou', '了': 'le', '的': 'de' };
// Phrases with another reading than their characters alone; "" takes the package's reading.
const phrases = {
  重庆: '', 重建: 'chong jian', 重组: 'chong zu', 重新: 'chong xin', 重整: 'chong zheng', 重复: 'chong fu', 重置: 'chong zhi',
  双重: 'shuang chong', 银行: '', 商行: 'shang hang', 行业: '', 央行: 'yang hang',
  分行: 'fen hang', 支行: 'zhi hang', 总行: 'zong hang', 行长: 'hang zhang', 商业行: '', 成长: '', 成长江: 'cheng chang jiang', 增长: '', 生长: '',
  院长: 'yuan zhang', 校长: 'xiao zhang',
  会计: '', 给水: '', 供给: '', 给排水: 'ji pai shui', 补给: 'bu ji', 音乐: '', 乐器: 'yue qi', 声乐: 'sheng yue', 乐团: 'yue tuan',
  六安: '', 番禺: '', 蚌埠: '', 单县: 'shan xian', 尉犁: 'yu li', 西藏: '', 宝藏: 'bao zang', 藏族: 'zang zu',
  调度: '', 调研: 'diao yan', 调查: 'diao cha', 调水: 'diao shui', 调运: 'diao yun', 调拨: 'diao bo', 人参: '', 海参: 'hai shen',
  西洋参: 'xi yang shen', 还建: 'huan jian', 返还: 'fan huan', 归还: 'gui huan', 偿还: 'chang huan', 回迁还: '', 弹药: 'dan yao', 导弹: 'dao dan',
  子弹: 'zi dan', 丽水: 'li shui', 莘县: 'shen xian', 模具: 'mu ju', 模板: 'mu ban', 校准: 'jiao zhun', 校验: 'jiao yan',
  校正: 'jiao zheng', 率先: 'shuai xian', 表率: 'biao shuai', 薄膜: 'bo mo', 薄荷: 'bo he', 剥离: 'bo li', 削减: 'xue jian', 露天: 'lu tian',
  扎兰屯: 'zha lan tun', 朝阳: 'chao yang', 大都: 'da du', 传记: 'zhuan ji', 投降: 'tou xiang', 便宜: 'pian yi',
  倒班: 'dao ban', 车库: 'che ku', 参与: '', 大厦: 'da sha', 厦门: '', 解放: '', 结算: '', 仇: '', 秘鲁: 'bi lu', 台州: 'tai zhou',
  长白: 'chang bai', 亳州: 'bo zhou', 涡阳: 'guo yang', 洪洞: 'hong tong', 铅山: 'yan shan', 东阿: 'dong e', 浚县: 'xun xian', 监利: 'jian li',
  燕山: 'yan shan', 乐亭: 'lao ting', 蔚县: 'yu xian', 井陉: 'jing xing', 穆棱: 'mu ling', 绥棱: 'sui ling', 阿城: '', 五常: '',
};

const read = (text) => pinyin(text, { toneType: 'none', v: true });
const readings = [];
for (let c = FIRST; c <= LAST; c++) {
  const character = String.fromCodePoint(c);
  const reading = characters[character] ?? read(character);
  readings.push(/^[a-z]+$/.test(reading) ? reading : '');
}
const syllables = [...new Set(readings)].sort();
const index = new Map(syllables.map((syllable, i) => [syllable, i]));
const plain = (text) => [...text].map((c) => readings[c.codePointAt(0) - FIRST] ?? '').join(' ');

const out = [];
out.push('/* Made by tools/pinyin/make_table.js from pinyin-pro 3.29.4 (MIT, data/README.md). Do not edit. */');
out.push('#include "base/pinyin_table.h"', '');
out.push('/* clang-format off */');
out.push('const char *const pinyin_syllables[] = {');
for (let i = 0; i < syllables.length; i += 12) {
  out.push('    ' + syllables.slice(i, i + 12).map((s) => `"${s}",`).join(' '));
}
out.push('};', '');
out.push('const uint16_t pinyin_readings[PINYIN_LAST - PINYIN_FIRST + 1] = {');
for (let i = 0; i < readings.length; i += 24) {
  out.push('    ' + readings.slice(i, i + 24).map((r) => index.get(r) + ',').join(''));
}
out.push('};', '');
out.push('const struct pinyin_phrase pinyin_phrases[] = {');
const rows = Object.entries(phrases)
  .map(([text, reading]) => [text, reading || read(text)])
  .filter(([text, reading]) => reading !== plain(text))
  .sort((a, b) => b[0].length - a[0].length || (a[0] < b[0] ? -1 : 1));
for (const [text, reading] of rows) {
  out.push(`    {"${text}", "${reading}"},`);
}
out.push('    {NULL, NULL},', '};', '/* clang-format on */');
console.log(out.join('\n'));
