/**
 * What must hold in every world. Each property takes a world and names what is wrong in it; an
 * empty list is what one hopes for. The tests and the long campaign share them.
 */

import { auditOf } from '../../projections/audit.js';
import { foldInsider, type InsiderView, insiderFold } from '../../projections/insider.js';
import {
  always,
  filingsOf,
  knownAtOf,
  type Vantage,
  visibleFrom,
} from '../../projections/known/knowledge.js';
import { rulingsOf } from '../../projections/known/rulings.js';
import type { Line } from '../../projections/line/line.js';
import { positionAt } from '../../projections/position-at.js';
import type { CompleteFiling } from '../../src/event/identity.js';
import { type Instant, secondBefore } from '../../src/filing/calendar.js';
import { answersOf, daysOf, entryText, firstDifference, linesText } from './answers.js';
import { shuffled } from './arrival.js';
import { statedAfterGaps, tallyOf } from './entries.js';
import { type LinkVerdict, linkVerdicts } from './naive-links.js';
import { fold, type Recorded, record, ruled, tick } from './recording.js';
import { remembered, rulingEvent, rulingsFrom, stagesOf, viewOf, withRulings } from './ruled.js';
import type { World } from './world.js';

export type Property = (world: World) => ReadonlyArray<string>;

const textOf = remembered((recorded: Recorded): string => answersOf(viewOf(recorded)));

const filingsIn = (world: World): ReadonlyArray<CompleteFiling> => world.filed.map((f) => f.filing);

/** Every other instant at which a filing became known, and the end of time. */
const knowledgeDates = (world: World): ReadonlyArray<Instant | null> => {
  const instants = [...new Set(filingsIn(world).map((f) => knownAtOf(f)))].sort();
  return [...instants.filter((_, i) => i % 2 === 0), null];
};

const known = (knownBy: Instant | null): Vantage => ({ knownBy, recordedBy: null });

/** The streams of a world, recorded in the order of filing, before and after each ruling. */
const staged = remembered((world: World) =>
  record(filingsIn(world)).map((recorded) => stagesOf(recorded, world.rulings)),
);

// ---- properties ----

/** `whole` is the stream with the world's rulings, `recorded` the one without. */
const forEachStream = (
  world: World,
  check: (
    recorded: Recorded,
    whole: Recorded,
    stages: ReadonlyArray<Recorded>,
  ) => ReadonlyArray<string>,
): ReadonlyArray<string> =>
  staged(world).flatMap((stages) => {
    const [recorded, whole] = [stages[0] as Recorded, stages[stages.length - 1] as Recorded];
    return check(recorded, whole, stages).map((problem) => `${recorded.insider}: ${problem}`);
  });

/**
 * A fold that goes on says after every filing what a fresh fold of the filings so far says, however
 * often it is asked; lines that it does not call changed are as before, and so are entries of one
 * version.
 */
export const goesOnAsAfresh: Property = (world) =>
  forEachStream(world, (_, { insider, events }) => {
    const filings = visibleFrom(filingsOf(events), always);
    const rulings = rulingsOf(events, null);
    const going = insiderFold(insider, rulings);
    const seen = new Map<Line, string>();
    const balanced = new Map<string, string>();
    return filings.flatMap((filing, i) => {
      going.take(filing);
      // Some views span several filings.
      if ((i + world.arrival) % 3 === 0) return [];
      const view = going.view();
      const afresh = foldInsider(insider, filings.slice(0, i + 1), rulings, always);
      const difference = firstDifference(answersOf(afresh), answersOf(view));
      const again = firstDifference(answersOf(view), answersOf(going.view()));
      const silent = view.lines.flatMap((line) => {
        const [text = ''] = linesText({ ...view, lines: [line] });
        const before = seen.get(line);
        seen.set(line, text);
        return text === before || view.changed.has(line) ? [] : [`${text} changed in silence`];
      });
      const alike = view.holdings.flatMap(({ position, version, entries }) => {
        const text = entries.map(entryText).join('\n');
        const before = balanced.get(version) ?? text;
        balanced.set(version, text);
        return text === before ? [] : [`${position.id} has two accounts of version ${version}`];
      });
      return [
        ...alike,
        ...(difference === null ? [] : [`after ${i + 1}: ${difference}`]),
        ...(again === null ? [] : [`asked again after ${i + 1}: ${again}`]),
        ...silent,
      ];
    });
  });

/** b. The order of arrival says nothing, nor does arriving twice. */
export const arrivalSaysNothing: Property = (world) => {
  const filings = filingsIn(world);
  const arrivals = [shuffled(filings, world.arrival), [...[...filings].reverse(), ...filings]];
  return arrivals.flatMap((arrival, i) => {
    const streams = record(arrival);
    return forEachStream(world, (recorded, whole) => {
      const other = streams.find((s) => s.insider === recorded.insider);
      if (other === undefined) return [`no stream in arrival ${i}`];
      const arrived = withRulings(other, world.rulings);
      const difference = firstDifference(textOf(whole), answersOf(fold(arrived, always)));
      return difference === null ? [] : [`arrival ${i}: ${difference}`];
    });
  });
};

/** c. Before an amendment is known, the world is one without it. */
export const amendmentsComeLater: Property = (world) =>
  forEachStream(world, (_, whole) => {
    return world.filed.flatMap(({ filing, amends }) => {
      if (amends === null) return [];
      const without = {
        ...whole,
        events: whole.events.filter(
          ({ event }) => !('accession' in event.data) || event.data.accession !== filing.accession,
        ),
      };
      const vantage = known(secondBefore(knownAtOf(filing)));
      const difference = firstDifference(
        answersOf(fold(without, vantage)),
        answersOf(fold(whole, vantage)),
      );
      return difference === null ? [] : [`before ${filing.accession}: ${difference}`];
    });
  });

/** d. The entries of a position are its rows on paper, in order, with one opening before them. */
export const entriesAreTheRows: Property = (world) =>
  forEachStream(world, (_, whole) => {
    const view = viewOf(whole);
    return view.holdings.flatMap((holding) => {
      const { entries, position } = holding;
      const openings = entries.filter((e) => e.kind === 'opening').length;
      const order = entries.some((e, i) => e.on < (entries[i - 1]?.on ?? ''));
      return [
        ...tallyOf(view, holding),
        ...statedAfterGaps(holding),
        ...(order ? [`${position.id}: entries out of order`] : []),
        ...(entries.length > 0 && openings !== 1 ? [`${position.id}: ${openings} openings`] : []),
      ];
    });
  });

/** e. A ruling changes nothing for who asks about the time before it. */
export const rulingsComeLater: Property = (world) =>
  forEachStream(world, (_, whole, stages) =>
    world.rulings.flatMap((_ruling, i) => {
      const vantage: Vantage = { knownBy: null, recordedBy: tick(rulingsFrom + i - 1) };
      const before = answersOf(fold(whole, vantage));
      const difference = firstDifference(textOf(stages[i] as Recorded), before);
      return difference === null ? [] : [`before ruling ${i}: ${difference}`];
    }),
  );

/** e. A correction or withdrawal that is taken back leaves no trace in the answers. */
export const rulingsCanBeUndone: Property = (world) =>
  forEachStream(world, (recorded) => {
    return world.rulings.flatMap((ruling) => {
      if (ruling.kind === 'decide' || ruling.kind === 'undo') return [];
      const undo = { kind: 'undo', row: ruling.row } as const;
      const after = fold(withRulings(recorded, [ruling, undo]), always);
      const difference = firstDifference(textOf(recorded), answersOf(after));
      return difference === null ? [] : [`${ruling.kind} undone: ${difference}`];
    });
  });

const quantitiesOf = (view: InsiderView): string =>
  daysOf(view)
    .flatMap((day) =>
      view.holdings.map((h) => {
        const at = positionAt(view, h, day);
        return `${day} ${h.position.id} ${at?.quantity?.toFixed()} ${at?.computed?.toFixed()}`;
      }),
    )
    .join('\n');

/** e. The first choice of a conflict is what the ledger does meanwhile: it moves no number. */
export const firstChoiceIsMeanwhile: Property = (world) =>
  forEachStream(world, (recorded) => {
    const before = viewOf(recorded);
    return before.conflicts.flatMap((conflict, i) => {
      const decide = { kind: 'decide', conflict: i, choice: 0 } as const;
      const after = fold(withRulings(recorded, [decide]), always);
      const difference = firstDifference(quantitiesOf(before), quantitiesOf(after));
      const shown = after.conflicts.find((c) => c.conflictId === conflict.conflictId);
      const status = shown?.status ?? 'gone';
      return [
        ...(difference === null ? [] : [`${conflict.type}: ${difference}`]),
        ...(status === 'decided' || status === conflict.status
          ? []
          : [`${conflict.type} is ${status} once decided`]),
      ];
    });
  });

/** e. Whatever is decided can be decided again: the last decision alone counts. */
export const decisionsReplaceEachOther: Property = (world) =>
  forEachStream(world, (recorded) => {
    const before = viewOf(recorded);
    return before.conflicts.flatMap((conflict, i) => {
      const decide = (choice: number) => ({ kind: 'decide', conflict: i, choice }) as const;
      const [event, first] = [1, 0].map((choice) => rulingEvent(before, decide(choice)));
      if (conflict.choices.length < 2 || event == null || first == null) return [];
      const once = fold(ruled(recorded, [first], rulingsFrom + 1), always);
      const twice = fold(ruled(recorded, [event, first], rulingsFrom), always);
      const difference = firstDifference(answersOf(once), answersOf(twice));
      return difference === null ? [] : [`${conflict.type} decided twice: ${difference}`];
    });
  });

/** f. Only what was known and recorded counts: without the rest the answers are the same. */
export const onlyTheVisibleCounts: Property = (world) => {
  const arrival = shuffled(filingsIn(world), world.arrival);
  return knowledgeDates(world).flatMap((knownBy, i) => {
    const recordedBy = tick((i * 3 + world.arrival) % (arrival.length + 1));
    const vantage = { knownBy, recordedBy };
    return record(arrival).flatMap((recorded) => {
      const whole = withRulings(recorded, world.rulings);
      const seen = new Set(
        whole.events.flatMap(({ event, metadata }) =>
          event.type === 'FilingRecorded' &&
          metadata.recordedAt <= recordedBy &&
          (knownBy === null || knownAtOf(event.data) <= knownBy)
            ? [event.data.accession]
            : [],
        ),
      );
      const part = {
        ...whole,
        events: whole.events.filter(
          ({ event, metadata }) =>
            metadata.recordedAt <= recordedBy &&
            (!('accession' in event.data) || seen.has(event.data.accession)),
        ),
      };
      const difference = firstDifference(
        answersOf(fold(part, always)),
        answersOf(fold(whole, vantage)),
      );
      return difference === null ? [] : [`${recorded.insider} by ${knownBy}: ${difference}`];
    });
  });
};

/** g. Every recorded row is in just one line, whatever became of it. */
export const noRowDisappears: Property = (world) =>
  forEachStream(world, (_, whole) => {
    const view = viewOf(whole);
    const found = view.lines.flatMap((l) => l.versions.map((v) => v.row.row));
    const rows = view.filings.flatMap((f) => f.rows.map((r) => r.row));
    const lost = rows.filter((r) => !found.includes(r));
    const twice = found.filter((r, i) => found.indexOf(r) !== i);
    const placeless = view.lines.flatMap((l) =>
      l.heldOut === null ? l.versions.filter((v) => v.position === null).map((v) => v.row.row) : [],
    );
    return [
      ...lost.map((r) => `${r} is in no line`),
      ...twice.map((r) => `${r} is in two versions`),
      ...placeless.map((r) => `${r} counts and has no position`),
    ];
  });

/** How each amendment was linked. */
export const verdictsOf = (world: World): ReadonlyArray<LinkVerdict> =>
  staged(world).flatMap((stages) => linkVerdicts(world, viewOf(stages[0] as Recorded)));

/** h. An amendment whose box 4 names one filing's date and no other's is linked to that one. */
export const linksAreRight: Property = (world) =>
  verdictsOf(world).flatMap(({ amendment, verdict, plain }) =>
    plain && verdict !== 'right' ? [`${amendment} is ${verdict} although its box 4 is plain`] : [],
  );

/** Ids are unique: a position, a line or a conflict is named once. */
export const namesAreUnique: Property = (world) =>
  forEachStream(world, (_, whole) => {
    const view = viewOf(whole);
    const names = [
      ...view.holdings.map((h) => h.position.id),
      ...view.conflicts.map((c) => `${c.type} ${c.conflictId}`),
      ...view.lines.map((l) => l.versions[0]?.row.row ?? ''),
    ];
    return names.filter((n, i) => names.indexOf(n) !== i).map((n) => `${n} is there twice`);
  });

/** The answer is the balance last stated or a conflict says why not; below zero is contested. */
export const answersAreAccountedFor: Property = (world) =>
  forEachStream(world, (_, whole) => {
    const view = viewOf(whole);
    const audited = auditOf(view);
    return view.holdings.flatMap((holding) => [
      ...audited(holding).notLastStated.map(
        ({ row, on, stated, quantity }) =>
          `${holding.position.id} on ${on}: ${quantity}, where ${row} leads to ${stated}`,
      ),
      ...daysOf(view).flatMap((day) => {
        const at = positionAt(view, holding, day);
        const isReported = at?.status === 'reported' && at.quantity?.lt(0) === true;
        return isReported ? [`${holding.position.id} on ${day}: ${at.quantity} is reported`] : [];
      }),
    ]);
  });

export const properties: Readonly<Record<string, Property>> = {
  goesOnAsAfresh,
  arrivalSaysNothing,
  amendmentsComeLater,
  entriesAreTheRows,
  rulingsComeLater,
  rulingsCanBeUndone,
  firstChoiceIsMeanwhile,
  decisionsReplaceEachOther,
  onlyTheVisibleCounts,
  noRowDisappears,
  linksAreRight,
  namesAreUnique,
  answersAreAccountedFor,
};
