/**
 * Plays a script: filers trade, file, err and amend, and the world remembers what was true: which
 * filing each amendment amends, and what was held at last.
 */
import { addDays, type Day, dawn, isDay } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import { playAmendment } from './amended.js';
import { accessionOf, bucketOf, optionLot } from './form.js';
import { type Filed, hundred, Play, type TrueLine } from './play.js';
import type { Ruling, Script, Step } from './script.js';

export interface World {
  readonly filed: ReadonlyArray<Filed>;
  readonly rulings: ReadonlyArray<Ruling>;
  readonly arrival: number;
  /** No filer erred: every stated balance was true when it was stated. */
  readonly clean: boolean;
  /** What was truly held at last, by issuer and bucket. */
  readonly held: ReadonlyMap<string, Decimal>;
}

/** 2042 for 2024; 29 February stays, which 2042 does not have. */
const mistyped = (on: Day | null): Day | null => {
  const typed = on?.replace('2024', '2042') ?? '';
  return isDay(typed) ? typed : on;
};

const withError = (
  play: Play,
  lines: Array<TrueLine>,
  error: Extract<Step, { kind: 'change' | 'annual' }>['error'],
): void => {
  const line = lines[lines.length - 1];
  if (line === undefined || error === 'none') return;
  play.clean = false;
  const { spec } = line;
  if (error === 'wrong-digit')
    line.spec = { ...spec, following: spec.following?.plus(1_000) ?? null };
  else if (error === 'letter-flipped')
    line.spec = { ...spec, letter: spec.letter === 'A' ? 'D' : 'A' };
  else if (error === 'date-typo') line.spec = { ...spec, on: mistyped(spec.on) };
  else if (error === 'no-balance') line.spec = { ...spec, following: null };
  else if (error === 'missing-leg') {
    const leg = lines.findIndex((l) => l.spec.bucket >= optionLot && l.spec.code === 'M');
    if (leg >= 0) lines.splice(leg, 1);
  }
};

const inDisorder = (lines: Array<TrueLine>, disorder: number): Array<TrueLine> =>
  disorder === 0
    ? lines
    : disorder === 1
      ? lines.reverse()
      : [...lines.slice(1), ...lines.slice(0, 1)];

/** Today's total; some filers add up all lots of one title. */
const totalStated = (
  play: Play,
  step: Extract<Step, { kind: 'change' | 'annual' }>,
  place: string,
): Decimal =>
  step.states === 'terminal' && lotsOf(step.issuer).includes(place)
    ? lotsOf(step.issuer).reduce((sum, lot) => sum.plus(play.held(lot)), zero)
    : play.held(place);

const lotsOf = (issuer: number): ReadonlyArray<string> => [
  `${issuer}|${optionLot}`,
  `${issuer}|${optionLot + 1}`,
];

const playChange = (play: Play, step: Extract<Step, { kind: 'change' | 'annual' }>): void => {
  const formType = step.kind === 'annual' ? '5' : '4';
  const days = step.trades.map((t) => addDays(play.today, -step.lateBy - t.daysBack));
  if (step.error === 'unreported-change') {
    play.clean = false;
    play.happen(
      `${step.issuer}|${bucketOf(step.trades[0]?.bucket ?? 0)}`,
      days[0] ?? dawn,
      hundred(3),
    );
  }
  const lines = step.trades.flatMap((t, i) =>
    play.linesOf(step.issuer, t, days[i] ?? play.today, formType),
  );
  if (step.kind === 'annual') {
    const due = play.unreported.filter((u) => u.issuer === step.issuer);
    for (const u of due) {
      lines.push(u.line);
      play.unreported.splice(play.unreported.indexOf(u), 1);
    }
  }
  play.state(lines);
  if (step.states !== 'own-date')
    for (const line of lines)
      if (line.deed !== null)
        line.spec = { ...line.spec, following: totalStated(play, step, line.deed.place) };
  if (step.lateBy > 0 || step.states !== 'own-date') play.clean = false;
  withError(play, lines, step.error);
  const ordered = inDisorder(lines, step.disorder);
  for (const bucket of step.restated)
    ordered.push(play.holding(step.issuer, bucketOf(bucket), false));
  const period = [...days].sort()[0] ?? play.today;
  play.open(formType, step, step.kind === 'annual' ? play.today : period, ordered);
};

const playStep = (play: Play, step: Step): void => {
  play.advance(step, step.kind === 'amendment' ? 1 : 0);
  switch (step.kind) {
    case 'initial': {
      const held = step.held.map(([n, lots]) => [bucketOf(n), hundred(lots)] as const);
      for (const [bucket, amount] of held) {
        const place = `${step.issuer}|${bucket}`;
        if (!play.starts.has(place)) play.starts.set(place, amount);
      }
      const rows = [...new Map(held).keys()].map((b) => play.holding(step.issuer, b, true));
      return play.open('3', step, addDays(play.today, -3), rows);
    }
    case 'change':
    case 'annual':
      return playChange(play, step);
    case 'deferred': {
      play.clean = false;
      const lines = play.linesOf(step.issuer, step.trade, play.today, '5');
      for (const line of lines) play.unreported.push({ issuer: step.issuer, line });
      return;
    }
    case 'amendment':
      return playAmendment(play, step);
    case 'duplicate': {
      const twin = play.filed.filter((f) => f.amends === null)[step.target % 4];
      if (twin === undefined) return;
      const { filing } = twin;
      play.filed.push({
        filing: {
          ...filing,
          accession: accessionOf(play.filed.length + 1),
          filedOn: play.today,
          acceptedAt: null,
        },
        amends: null,
        box4Right: false,
      });
    }
  }
};

export const worldOf = (script: Script): World => {
  const play = new Play();
  for (const step of script.steps) playStep(play, step);
  return {
    filed: play.filed,
    rulings: script.rulings,
    arrival: script.arrival,
    clean: play.clean,
    held: new Map([...play.starts.keys()].map((place) => [place, play.held(place)])),
  };
};
