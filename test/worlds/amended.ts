/** Amendments: what one says instead of its original, row by row, and where box 4 points. */
import { addDays, type Day } from '../../src/filing/calendar.js';
import { zero } from '../../src/filing/decimal.js';
import type { FormType } from '../../src/filing/model.js';
import { bucketOf } from './form.js';
import { type Deed, type Home, hundred, letterOf, type Play, type TrueLine } from './play.js';
import type { Step } from './script.js';

const box4Of = (play: Play, home: Home, step: Extract<Step, { kind: 'amendment' }>): Day | null =>
  ({
    right: home.filedOn,
    amendment: home.amendedOn ?? home.filedOn,
    transaction: home.lines.find((l) => l.spec.on !== null)?.spec.on ?? home.filedOn,
    period: home.period,
    off: addDays(home.filedOn, 1 + (step.lots % 3)),
    wrong: play.homes[(step.target + 1) % play.homes.length]?.filedOn ?? null,
    none: null,
  })[step.box4];

/** What really happened, as the amendment has it. */
const correctDeed = (deed: Deed, step: Extract<Step, { kind: 'amendment' }>): void => {
  if (step.change === 'corrected-line' || step.change === 'full-restatement')
    deed.delta = hundred(step.lots).times(deed.delta.isNegative() ? -1 : 1);
  if (step.change === 'date-change') deed.on = addDays(deed.on, -1 - (step.lots % 3));
  if (step.change === 'flip') deed.delta = deed.delta.neg();
};

/** What the amendment says instead, line by line; the home's lines become what it says. */
const amendedLines = (
  play: Play,
  home: Home,
  step: Extract<Step, { kind: 'amendment' }>,
): { readonly lines: ReadonlyArray<TrueLine>; readonly note: string } => {
  const moved = home.lines.filter((l) => l.deed !== null);
  const line = moved[step.row % Math.max(1, moved.length)];
  const said = (lines: ReadonlyArray<TrueLine>, note: string) => ({ lines, note });
  const holding = (): TrueLine => play.holding(home.issuer, bucketOf(step.lots), home.form === '3');
  if (step.change === 'no-rows') return said([], 'Amended to add an exhibit.');
  const adds = step.change === 'added-line' || line === undefined;
  if (adds && home.form !== '3') {
    const trade = {
      bucket: 0,
      deed: 'sale',
      lots: step.lots,
      fraction: false,
      daysBack: 0,
    } as const;
    const added = play.linesOf(home.issuer, trade, home.period, home.form === '5' ? '5' : '4');
    home.lines.push(...added);
    play.state(step.alone ? added : home.lines);
    return said(step.alone ? added : home.lines, 'Amended to add a line.');
  }
  if (line?.deed == null || step.change === 'holdings-only')
    return said([holding()], 'Amended to restate a holding.');
  const { deed } = line;
  correctDeed(deed, step);
  if (step.change === 'omission' && moved.length > 1) {
    deed.delta = zero;
    home.lines.splice(home.lines.indexOf(line), 1);
    play.clean = false;
    play.state(home.lines);
    return said(home.lines, 'A line of the original was inadvertently reported twice.');
  }
  const code = line.spec.code ?? '';
  line.spec = {
    ...line.spec,
    on: deed.on,
    code: ['P', 'S'].includes(code) ? (deed.delta.isNegative() ? 'S' : 'P') : code,
    letter: letterOf(deed.delta),
    shares: deed.delta.abs(),
    price: step.change === 'corrected-price' ? `${10 + step.lots}.25` : line.spec.price,
  };
  const whole = !step.alone || step.change === 'full-restatement';
  const restated = whole ? home.lines : [line];
  if (step.change !== 'repeated-line') play.state(restated);
  return said(restated, 'Amended to correct the original.');
};

export const playAmendment = (play: Play, step: Extract<Step, { kind: 'amendment' }>): void => {
  const home = play.homes[step.target % Math.max(1, play.homes.length)];
  if (home === undefined) return;
  const { lines, note } = amendedLines(play, home, step);
  const box4 = box4Of(play, home, step);
  play.file(`${home.form}/A` as FormType, home, home.period, lines, { home, box4, note });
  home.amendedOn = play.today;
};
