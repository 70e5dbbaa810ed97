/** A trust or the class of shares gets another name, and what is held goes on. */
import { renamedHolder } from './holder.js';
import { titles } from './paper.js';
import type { Play } from './play.js';
import type { Step } from './script.js';

const newTitle = 'Ordinary Shares';

export const playRename = (play: Play, step: Extract<Step, { kind: 'rename' }>): void => {
  if (step.of === 'class') {
    for (const holding of play.books.holdings) {
      const now = play.called(holding);
      if (now.common !== titles.common) return;
      play.renamed.set(holding, { ...now, common: newTitle, epoch: now.epoch + 1 });
    }
  } else {
    const indirect = play.books.open('common').filter((h) => h.holder !== null);
    const holding = indirect[step.holding % Math.max(1, indirect.length)];
    if (holding?.holder == null) return;
    const now = play.called(holding);
    const holder = renamedHolder(holding.holder);
    const taken = play.books.holdings.some((h) => play.called(h).holder?.stem === holder.stem);
    if (taken) return;
    const note = step.said ? `Formerly known as ${holding.holder.stem}.` : null;
    play.renamed.set(holding, { ...now, holder, epoch: now.epoch + 1, note });
  }
  play.file({ drafts: play.listing([], 'common'), look: step.look });
};
