/** Plays a script: things happen in the true books, forms are written about them, time goes on. */
import type { CompleteFiling } from '../../../src/event/identity.js';
import { addDays, type Day, writtenDay } from '../../../src/filing/calendar.js';
import { Decimal, zero } from '../../../src/filing/decimal.js';
import type { FormType, Owner } from '../../../src/filing/model.js';
import { holders } from './holder.js';
import {
  Books,
  type ClassName,
  compareMoments,
  type Deed,
  endOf,
  type Moment,
  type TrueHolding,
} from './holding.js';
import {
  dataSetReading,
  filingOf,
  isAbbreviated,
  jane,
  janeWithoutCik,
  rowNames,
  termsAtHome,
  titles,
} from './paper.js';
import type { Amount, Look, Script } from './script.js';
import {
  type Called,
  type Draft,
  type FiledForm,
  printedDay,
  type Speaks,
  type WrittenRow,
} from './statement.js';

/** A Form 3 speaks of days before it. */
export const firstDay = writtenDay('2024-01-10');

/** A filing that can be amended, with its rows as last restated. */
export interface Home {
  readonly accession: string;
  readonly form: '3' | '4' | '5';
  readonly filedOn: Day;
  readonly period: Day;
  readonly look: Look;
  rows: ReadonlyArray<WrittenRow>;
  amendedOn: Day | null;
}

export interface FormOf {
  readonly drafts: ReadonlyArray<Draft>;
  readonly look: Look;
  readonly form?: FormType;
  readonly period?: Day;
  readonly owners?: ReadonlyArray<Owner>;
  readonly amends?: {
    readonly home: Home;
    readonly remarks: string;
    /** The date of the form amended where it is not said; null where box 4 is empty. */
    readonly box4?: Day | null;
  };
  /** Rows stand in the order given. */
  readonly ordered?: boolean;
}

export const amountOf = ({ lots, odd }: Amount): Decimal => new Decimal(lots * 100 + odd);

const shuffled = <A>(all: ReadonlyArray<A>, how: number): ReadonlyArray<A> =>
  how === 1 ? [...all].reverse() : how === 2 ? [...all.slice(1), ...all.slice(0, 1)] : all;

export class Play {
  readonly books = new Books();
  readonly filed: Array<FiledForm> = [];
  readonly rows: Array<WrittenRow> = [];
  readonly homes: Array<Home> = [];
  readonly endedUnsaid = new Map<TrueHolding, Day>();
  /** Late forms of deeds that statements already count. */
  readonly due: Array<() => void> = [];
  /** The balance last written for a holding. */
  readonly written = new Map<TrueHolding, Decimal>();
  /** What was renamed, and what it is called since. */
  readonly renamed = new Map<TrueHolding, Called>();
  today: Day = firstDay;

  constructor(readonly script: Script) {}

  // ---- holdings ----

  common(holder: number | null): TrueHolding {
    const of = holder === null ? null : (holders[holder] ?? null);
    const known = this.books.holdings.find((h) => h.class === 'common' && h.holder === of);
    return (
      known ??
      this.books.add({
        id: `common ${of === null ? 'direct' : `${of.stem} ${of.dated ?? ''}`.trim()}`,
        class: 'common',
        holder: of,
        grant: null,
      })
    );
  }

  /** One of the open holdings of some classes; null where nothing is open. */
  pick(n: number, ...classes: ReadonlyArray<ClassName>): TrueHolding | null {
    const open = this.books.open(...classes);
    return open[n % Math.max(1, open.length)] ?? null;
  }

  /** A change that leaves something: nobody holds less than nothing. */
  possible(holding: TrueHolding, amount: Decimal, down: boolean): Decimal {
    if (!down) return amount;
    const held = this.books.balance(holding);
    return (amount.lt(held) ? amount : held.div(2).floor()).neg();
  }

  // ---- rows ----

  called(holding: TrueHolding): Called {
    const { holder } = holding;
    return this.renamed.get(holding) ?? { holder, common: titles.common, epoch: 0, note: null };
  }

  speaks(holding: TrueHolding, at: Moment): Speaks {
    return { at, counts: new Set(this.books.through(holding, at)) };
  }

  transaction(deed: Deed, code: string, more: Partial<Draft> = {}): Draft {
    const { holding, delta } = deed;
    const price = code === 'P' || code === 'S' ? '12.5' : code === 'M' ? '0' : null;
    return {
      holding,
      kind: 'transaction',
      deed,
      dated: null,
      code,
      price,
      delta,
      stated: this.books.balance(holding, deed),
      speaks: this.speaks(holding, deed),
      byUnderlying: false,
      slip: null,
      balanceNotes: [],
      codeNotes: [],
      line: null,
      repeats: null,
      called: this.called(holding),
      ...more,
    };
  }

  holding(holding: TrueHolding, more: Partial<Draft> = {}): Draft {
    const at = endOf(this.today);
    return {
      holding,
      kind: 'holding',
      deed: null,
      dated: null,
      code: null,
      price: null,
      delta: zero,
      stated: this.books.balance(holding, at),
      speaks: this.speaks(holding, at),
      byUnderlying: false,
      slip: null,
      balanceNotes: [],
      codeNotes: [],
      line: null,
      repeats: null,
      called: this.called(holding),
      ...more,
    };
  }

  /** Rows for the open holdings of which the form does not speak yet. */
  listing(
    drafts: ReadonlyArray<Draft>,
    ...classes: ReadonlyArray<ClassName>
  ): ReadonlyArray<Draft> {
    const spoken = new Set(drafts.map((d) => d.holding));
    return this.books
      .open(...classes)
      .filter((h) => !spoken.has(h))
      .map((h) => this.holding(h));
  }

  // ---- forms ----

  fileDue(due = this.due.splice(0)): void {
    for (const file of due) {
      this.advance(2);
      file();
    }
  }

  advance(days: number): void {
    this.today = addDays(this.today, days);
  }

  /** How anybody can know whose row it is. */
  private telling(
    draft: Draft,
    look: Look,
    beside: ReadonlyArray<Draft>,
  ): Pick<WrittenRow, 'plain' | 'runsOn' | 'starts'> {
    const { holding, stated } = draft;
    const named = !isAbbreviated(holding, look);
    const others = this.books.holdings.filter((h) => h !== holding && h.class === holding.class);
    const { grant } = holding;
    const termed =
      grant === null ||
      (termsAtHome(holding, look) &&
        !grant.generic &&
        others.every((h) => h.grant?.grantedOn !== grant.grantedOn));
    const plain = named && termed;
    const untold = { plain, runsOn: false, starts: false };
    if (stated === null || draft.speaks === null) return untold;
    const start = stated.minus(draft.delta);
    const rivals = [
      ...others.map((h) => this.written.get(h)),
      ...beside.filter((d) => others.includes(d.holding)).map((d) => d.stated ?? undefined),
    ];
    if (rivals.some((r) => r?.eq(start) === true)) return untold;
    const before = this.written.get(holding);
    return {
      plain,
      runsOn: before?.eq(start) === true && !start.isZero(),
      starts:
        before === undefined &&
        named &&
        others.every((h) => !this.written.has(h) || beside.some((d) => d.holding === h)),
    };
  }

  private owners(): ReadonlyArray<Owner> {
    const unnamed =
      this.script.theme === 'identified-late' && this.filed.length <= this.script.arrival % 3;
    return [unnamed ? janeWithoutCik : jane];
  }

  private readingsOf(filing: CompleteFiling): FiledForm {
    const way =
      this.script.theme === 'readings' ? (this.filed.length + this.script.arrival) % 3 : 0;
    const tables = dataSetReading(filing);
    if (way === 1) return { filing, readings: [filing, tables] };
    return way === 2 ? { filing: tables, readings: [tables] } : { filing, readings: [filing] };
  }

  file(spec: FormOf): Home | null {
    const drafts = spec.ordered === true ? spec.drafts : shuffled(spec.drafts, spec.look.shuffle);
    if (drafts.length === 0) return null;
    const dates = drafts.flatMap((d) => printedDay(d) ?? []).sort();
    const { amends } = spec;
    const form = spec.form ?? '4';
    const period = spec.period ?? amends?.home.period ?? dates[0] ?? this.today;
    const written = filingOf({
      form,
      sequence: this.filed.length + 1,
      filedOn: this.today,
      period,
      box4: amends?.box4 === undefined ? (amends?.home.filedOn ?? null) : amends.box4,
      remarks: amends?.remarks ?? null,
      owners: spec.owners ?? this.owners(),
      drafts,
      look: spec.look,
    });
    const filed = this.readingsOf(written);
    const names = rowNames(filed.filing);
    // A data set's rows stand the other way round.
    const nameAt = (i: number): string =>
      (filed.filing === written ? names[i] : names[names.length - 1 - i]) ?? '';
    const home = amends?.home;
    const telling = new Map<Draft, ReturnType<Play['telling']>>();
    const inOrder = [...drafts].sort((a, b) =>
      a.deed === null || b.deed === null ? 0 : compareMoments(a.deed, b.deed),
    );
    for (const draft of inOrder) {
      const beside = drafts.filter((d) => d !== draft);
      telling.set(draft, this.telling(draft, spec.look, beside));
      if (draft.stated !== null && draft.speaks !== null)
        this.written.set(draft.holding, draft.stated);
    }
    const rows = drafts.map((draft, i): WrittenRow => {
      const row = nameAt(i);
      return {
        ...draft,
        row,
        firstRow: draft.line ?? row,
        accession: written.accession,
        rank: this.filed.length,
        on: printedDay(draft) ?? (form.startsWith('3') ? period : (home?.filedOn ?? this.today)),
        ...(telling.get(draft) ?? { plain: false, runsOn: false, starts: false }),
      };
    });
    this.filed.push(filed);
    this.rows.push(...rows);
    if (home !== undefined) return null;
    const opened: Home = {
      accession: written.accession,
      form: form.startsWith('3') ? '3' : form.startsWith('5') ? '5' : '4',
      filedOn: this.today,
      period,
      look: spec.look,
      rows,
      amendedOn: null,
    };
    this.homes.push(opened);
    return opened;
  }
}
