/** The amendment of a form: what filers do, one kind at a time. */
import { addDays, type Day } from '../../src/filing/calendar.js';
import type { FormType } from '../../src/filing/model.js';
import type { Chance } from './chance.js';
import type { Form, FormRow } from './form.js';
import { type AmendmentKind, rates } from './rates.js';

const asAmendment: Readonly<Record<FormType, FormType>> = {
  '3': '3/A',
  '3/A': '3/A',
  '4': '4/A',
  '4/A': '4/A',
  '5': '5/A',
  '5/A': '5/A',
};

/** The filer's number with its last digits exchanged, or one more: never the same. */
const otherNumber = (text: string): string => {
  const swapped = text.replace(/(\d)(\d)$/, '$2$1');
  return swapped === text || /^0\d/.test(swapped)
    ? String(Number(text.split('.')[0]) + 1)
    : swapped;
};

/** One fact of a row put right: its price, its code's shares, or what is held. */
const corrected = (row: FormRow, chance: Chance): FormRow => {
  const { transaction, following } = row;
  if (transaction?.price.value != null && transaction.price.value !== '0' && chance.happens(0.5))
    return {
      ...row,
      transaction: {
        ...transaction,
        price: { ...transaction.price, value: otherNumber(transaction.price.value) },
      },
    };
  if (following?.value == null)
    return {
      ...row,
      security: { ...row.security, note: 'The title was given incompletely before.' },
    };
  return { ...row, following: { ...following, value: otherNumber(following.value) } };
};

const redated = (row: FormRow): FormRow =>
  row.transaction === null
    ? row
    : { ...row, transaction: { ...row.transaction, on: addDays(row.transaction.on, -1) } };

const boxFour = (form: Form, on: Day, chance: Chance): Day => {
  if (chance.happens(rates.boxHoldsPeriod)) return form.period;
  return chance.happens(rates.boxAfterFiling) ? addDays(on, 30) : form.filedOn;
};

/** Null where a form has nothing of which such an amendment could be made. */
export const amend = (form: Form, kind: AmendmentKind, on: Day, chance: Chance): Form | null => {
  const rows = form.rows;
  const [first] = rows;
  if (on <= form.filedOn) return null;
  const at = rows.length === 0 ? 0 : chance.whole(0, rows.length - 1);
  const base: Form = {
    ...form,
    form: asAmendment[form.form],
    filedOn: on,
    originalFiledOn: boxFour(form, on, chance),
  };
  const because = (remarks: string, changed: Partial<Form>): Form => ({
    ...base,
    ...changed,
    remarks,
  });
  if (first === undefined || kind === 'ownerOrBox')
    return because('This amendment is filed to correct the title of the reporting person.', {
      owners: form.owners.map((o) => (o.role === 'officer' ? { ...o, title: 'See Remarks' } : o)),
    });
  switch (kind) {
    case 'restated':
      return because('This amendment restates the form to correct an error in one of its rows.', {
        rows: rows.map((row, i) => (i === at ? corrected(row, chance) : row)),
      });
    case 'correctedRow':
      return because('This amendment is filed to correct one row.', {
        rows: [corrected(rows[at] ?? first, chance)],
      });
    case 'addedRow':
      return because('This amendment is filed to add a holding that was left out.', {
        rows: [
          {
            ...first,
            table: 'I',
            security: { value: 'Common Stock' },
            transaction: null,
            terms: null,
            following: { value: String(chance.scaled(100, 50_000)) },
            nature: { value: 'By Child' },
          },
        ],
      });
    case 'footnoteOnly':
      return because('This amendment is filed to add a footnote; nothing else changes.', {
        rows: rows.map((row, i) =>
          i === 0
            ? {
                ...row,
                security: {
                  ...row.security,
                  note: 'Includes shares acquired under the employee stock purchase plan.',
                },
              }
            : row,
        ),
      });
    case 'omittedRow':
      return rows.length < 2
        ? null
        : because('The omitted row was reported in error.', {
            rows: rows.filter((_, i) => i !== at),
          });
    case 'otherDate':
      return because('This amendment is filed to correct the date of the transaction.', {
        rows: rows.map(redated),
      });
  }
};
