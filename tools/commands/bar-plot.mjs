import { formatValue } from './bench-table.mjs';

const WIDTH = 720;
const NAME_WIDTH = 130;
const VALUE_WIDTH = 90;
const BAR = 18;
const GAP = 6;
const TITLE = 30;

/** @typedef {{ name: string, value: number, isOurs: boolean }} Bar */

/**
 * Horizontal bars in groups, each group with a scale of its own from 0; an SVG that reads in light and dark.
 *
 * @param {string} what is shown, for those who cannot see it
 * @param {{ title: string, bars: Bar[] }[]} groups
 */
export function barPlot(what, groups) {
  let top = 0;
  const parts = groups.map(({ title, bars }) => {
    const start = top;
    top += TITLE + bars.length * (BAR + GAP);
    return groupOf(title, bars, start);
  });
  const style =
    'text{font:13px system-ui,sans-serif;fill:#333}.t{font-weight:600}.o{fill:#0b6e4f}.p{fill:#9aa5b1}' +
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.o{fill:#3ddc97}.p{fill:#5b6673}}';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img">`,
    `<title>${what}</title>`,
    `<style>${style}</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

/** @param {string} title @param {Bar[]} bars @param {number} top */
function groupOf(title, bars, top) {
  const most = Math.max(...bars.map(({ value }) => value));
  const lines = bars.map(({ name, value, isOurs }, index) => {
    const y = top + TITLE + index * (BAR + GAP);
    const width = Math.round((value / most) * (WIDTH - NAME_WIDTH - VALUE_WIDTH));
    const text = y + BAR - 5;
    return [
      `<text x="${NAME_WIDTH - 8}" y="${text}" text-anchor="end">${name}</text>`,
      `<rect class="${isOurs ? 'o' : 'p'}" x="${NAME_WIDTH}" y="${y}" width="${width}" height="${BAR}"/>`,
      `<text x="${NAME_WIDTH + width + 6}" y="${text}">${formatValue(value)}</text>`,
    ].join('');
  });
  return [`<text class="t" x="0" y="${top + TITLE - 10}">${title}</text>`, ...lines].join('\n');
}
