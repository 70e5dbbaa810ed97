/**
 * When an insider was director or officer, and when a holder of ten percent: by the relationship
 * boxes of its filings over time, and by what was declared. A filing speaks of its day; the first
 * one also of the rows that it states, and a Form 3 of its event.
 */
import { addDays, type Day } from '../../src/filing/calendar.js';
import { formDate, type KnownFiling } from '../known/knowledge.js';
import type { Declared, RoleName } from './declared.js';

export type RoleBasis = 'form-3' | 'relationship-box' | 'declared';

export interface RoleSpan {
  readonly role: RoleName;
  /** Null: as far back as anything is known. */
  readonly from: Day | null;
  /** The last day; null while it goes on. */
  readonly through: Day | null;
  readonly basis: RoleBasis;
}

const names = ['director', 'officer', 'ten-percent-owner'] as const;

interface Statement {
  /** The day from which it says so. */
  readonly from: Day;
  /** The day of which it says so. */
  readonly on: Day;
  readonly form3: boolean;
  readonly exit: boolean;
  readonly says: Readonly<Record<RoleName, boolean | null>>;
}

/** The day that its boxes speak of: an amendment's are those of the form that it amends. */
const spokenOf = (filing: KnownFiling): Day => {
  const { originalFiledOn } = filing.header;
  const filed = formDate(filing);
  return filing.amendment && originalFiledOn !== null && originalFiledOn < filed
    ? originalFiledOn
    : filed;
};

const statementOf = (filing: KnownFiling): Statement => {
  const { header, rows, family } = filing;
  const owner = header.owners[header.ownerIndex];
  const { director = null, officer = null, tenPercentOwner = null } = owner?.relationship ?? {};
  const on = spokenOf(filing);
  const days = rows.flatMap((row) => row.transactionDate.value ?? []).filter((day) => day < on);
  const form3 = family === '3';
  const first = form3 ? header.period : days.reduce((a, b) => (b < a ? b : a), on);
  return {
    from: first < on ? first : on,
    on,
    form3,
    exit: header.notSubjectToSection16 === true,
    says: { director, officer, 'ten-percent-owner': tenPercentOwner },
  };
};

/** Where another box is ticked one that is left out is not. */
const saidOf = (role: RoleName, says: Statement['says']): boolean | null =>
  says[role] ?? (Object.values(says).some((said) => said === true) ? false : null);

const spansOf = (role: RoleName, statements: ReadonlyArray<Statement>): ReadonlyArray<RoleSpan> => {
  const spans: Array<RoleSpan> = [];
  let open: { from: Day | null; last: Day; basis: RoleBasis } | null = null;
  const close = (through: Day | null): void => {
    if (open !== null) spans.push({ role, from: open.from, through, basis: open.basis });
    open = null;
  };
  let left = false;
  // A relationship that nothing is said of any more is none.
  for (const [i, { from, on, form3, exit, says }] of statements.entries()) {
    // Who has left is back with another Form 3 only: late reports tick the old boxes.
    if (form3) left = false;
    if (left) continue;
    const said = saidOf(role, says);
    if (said === true) {
      const at: { from: Day | null; last: Day; basis: RoleBasis } = open ?? {
        // Without a Form 3 before it nothing tells since when.
        from: i === 0 && !form3 ? null : from,
        last: on,
        basis: form3 ? 'form-3' : 'relationship-box',
      };
      open = { ...at, last: on };
    } else if (said === false && open !== null) {
      const { last } = open as { last: Day };
      const before = addDays(from, -1);
      close(before > last ? before : last);
    }
    if (exit) {
      close(on);
      left = true;
    }
  }
  close(null);
  return spans;
};

/** Everything that is known of the insider's roles at one issuer, the earlier first. */
export const rolesOf = (
  filings: ReadonlyArray<KnownFiling>,
  issuerId: string,
  declared: Declared,
): ReadonlyArray<RoleSpan> => {
  const statements = filings
    .filter((filing) => filing.header.issuerId === issuerId)
    .map(statementOf)
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  return names.flatMap((role) => {
    const said = declared.roles.filter((one) => one.role === role);
    return said.length > 0
      ? said.map((one): RoleSpan => ({ ...one, basis: 'declared' }))
      : spansOf(role, statements);
  });
};

const isOn = ({ from, through }: RoleSpan, day: Day): boolean =>
  (from === null || from <= day) && (through === null || day <= through);

const inOffice = ({ role }: RoleSpan): boolean => role !== 'ten-percent-owner';

/** Whether a role of this name is held on a day. */
export const holds = (roles: ReadonlyArray<RoleSpan>, role: RoleName, day: Day): boolean =>
  roles.some((span) => span.role === role && isOn(span, day));

export type Standing =
  /** A director or officer on that day. */
  | 'in-office'
  /** Neither any more. */
  | 'after-office'
  /** Not a director or officer yet, and no holder of ten percent. */
  | 'before-office'
  /** A holder of more than ten percent, as far as its box tells, and nothing else. */
  | 'ten-percent-only'
  /** No box says what. */
  | 'unknown';

/** What the insider was on a day. */
export const standingOn = (roles: ReadonlyArray<RoleSpan>, day: Day): Standing => {
  const offices = roles.filter(inOffice);
  if (offices.some((span) => isOn(span, day))) return 'in-office';
  if (holds(roles, 'ten-percent-owner', day)) return 'ten-percent-only';
  if (offices.some(({ through }) => through !== null && through < day)) return 'after-office';
  if (offices.length > 0) return 'before-office';
  return roles.length > 0 ? 'ten-percent-only' : 'unknown';
};
