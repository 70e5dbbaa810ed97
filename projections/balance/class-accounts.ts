/** The accounts of one class, while its rows are walked: of each lot, and what they share. */
import type { Day } from '../../src/filing/calendar.js';
import { type Decimal, zero } from '../../src/filing/decimal.js';
import type { Account } from './account.js';
import { everything } from './pending-splits.js';
import type { StandingRow } from './standing-row.js';

export class ClassAccounts {
  readonly accounts: Array<Account> = [];
  /** By the first row of its line, what an amended row's home form made of it. */
  readonly former = new Map<StandingRow['row']['row'], Decimal>();
  /** Set where how a row is read may yet change: what was to tell has not come. */
  unsettled = false;

  of(lot: number): Account {
    return this.accounts[lot] as Account;
  }

  get isOfLots(): boolean {
    return this.accounts.length > 1;
  }

  total(): Decimal {
    return this.accounts.reduce((sum, { balance }) => sum.plus(balance), zero);
  }

  /** What is left of the class on a day, besides what a lot has of its own. */
  totalNotExpired(on: Day, own: Account): Decimal {
    return this.accounts
      .filter((one) => one === own || one.expiresOn === null || one.expiresOn >= on)
      .reduce((sum, { balance }) => sum.plus(balance), zero);
  }

  /** Whether both lead to the same with whatever comes after them, no split being left to apply. */
  leadsTo(others: ClassAccounts): boolean {
    return (
      this.accounts.length === others.accounts.length &&
      this.accounts.every((account, i) => account.leadsTo(others.of(i)))
    );
  }

  /** A total of the class was stated that needs no split that is still pending. */
  stated(): void {
    for (const { pending } of this.accounts) pending.stated(everything);
  }
}
