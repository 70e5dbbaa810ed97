/** Whether kept documents are what their names say, and of how many filings' documents there are. */
import { existsSync } from 'node:fs';
import { fail, notFound } from '../answer/error.js';
import { keptFiles, keptSource } from '../filing/kept-sources.js';
import type { FilingSeen, VerifyAnswer, VerifyProblem } from './verify.js';

interface SourcesCheck {
  readonly take: FilingSeen;
  with(answer: VerifyAnswer): VerifyAnswer;
}

const unchecked: SourcesCheck = { take: () => {}, with: (answer) => answer };

const damaged = (path: string, wrong: string): VerifyProblem => ({
  code: 'SOURCE_DAMAGED',
  stream: null,
  revision: null,
  message: `${path}: ${wrong}. Take the file away and import its document with --keep-sources again`,
});

const wrongIn = (folder: string, path: string, digest: string | null): string | null => {
  if (digest === null) return 'it has the name of no document';
  try {
    const kept = keptSource(folder, digest);
    return kept !== null && 'wrong' in kept ? kept.wrong : null;
  } catch (thrown) {
    return `it cannot be read (${thrown instanceof Error ? thrown.message : path})`;
  }
};

/** A folder that was named has to be there; the one beside the ledger may be missing. */
export const sourcesChecked = (folder: string | null, isNamed: boolean): SourcesCheck => {
  if (folder === null || !existsSync(folder))
    return isNamed ? fail(notFound(`there is no folder ${folder}`)) : unchecked;
  const documents = new Set<string>();
  return {
    take: ({ sourceDigest }) => {
      if (sourceDigest !== null) documents.add(sourceDigest);
    },
    with: (answer) => {
      const problems: Array<VerifyProblem> = [];
      let kept = 0;
      let others = 0;
      for (const { path, digest } of keptFiles(folder)) {
        const wrong = wrongIn(folder, path, digest);
        if (wrong !== null) problems.push(damaged(path, wrong));
        else if (digest !== null && documents.has(digest)) kept += 1;
        else others += 1;
      }
      return {
        ...answer,
        ok: answer.ok && problems.length === 0,
        sources: { folder, documents: documents.size, kept, others },
        problems: [...answer.problems, ...problems.slice(0, 1_000)],
      };
    },
  };
};
