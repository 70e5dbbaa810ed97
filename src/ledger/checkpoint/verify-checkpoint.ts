/** What `verify` tells of a checkpoint and of the tree that is kept: both held against the log. */
import { emptyRoot } from '../../event/merkle.js';
import { keptTree, type Tree, treeFolder } from '../../readmodel/tree/kept-tree.js';
import type { LeafSeen, VerifyAnswer, VerifyProblem } from '../verify.js';
import { noteOf, type SignatureFound, signatureIn } from './note.js';

interface LogCheck {
  readonly take: LeafSeen;
  with(answer: VerifyAnswer): VerifyAnswer;
}

const withProblems = (
  answer: VerifyAnswer,
  problems: ReadonlyArray<Pick<VerifyProblem, 'code' | 'message'>>,
): VerifyAnswer =>
  problems.length === 0
    ? answer
    : {
        ...answer,
        ok: false,
        problems: [
          ...answer.problems,
          ...problems.map((problem) => ({ stream: null, revision: null, ...problem })),
        ],
      };

const signatureProblem: Readonly<Record<SignatureFound, string | null>> = {
  valid: null,
  'not-checked': null,
  missing:
    'it is not signed by the key that was named. Name the key of whoever signed it, or ask for the note again: without a signature anybody may have written it',
  wrong:
    'its signature is not that of what it says: the note was changed since it was signed. Take it from another copy',
};

/** @param key a public key; the signature is looked at where one is given */
export const checkpointChecked = (text: string, key: string | undefined): LogCheck => {
  const note = noteOf(text);
  const signature = signatureIn(note, key);
  let found: string | null = note.size === 0 ? emptyRoot.toString('base64') : null;
  return {
    take: (_, tree) => {
      if (tree.size === note.size) found = tree.root().toString('base64');
    },
    with: (answer) => {
      const { origin, size, root } = note;
      const of = `the checkpoint of ${origin} over ${size} events`;
      const problems: Array<Pick<VerifyProblem, 'code' | 'message'>> = [];
      const unsigned = signatureProblem[signature];
      if (unsigned !== null)
        problems.push({ code: 'CHECKPOINT_SIGNATURE_WRONG', message: `${of}: ${unsigned}` });
      if (found === null)
        problems.push({
          code: 'CHECKPOINT_TREE_TOO_SHORT',
          message: `${of}: the ledger has ${answer.events}, so that ${size - answer.events} that stood there are gone. Restore a back-up that has them, or name the ledger that was signed`,
        });
      else if (found !== root)
        problems.push({
          code: 'CHECKPOINT_ROOT_DIFFERS',
          message: `${of}: expected the root ${root}, got ${found}: something before it was changed, removed, inserted or moved, or it is of another ledger. Compare with a back-up that verifies against the checkpoint, and restore that`,
        });
      const grown = Math.max(0, answer.events - size);
      const checkpoint = { origin, size, root, found, signature, grown };
      return withProblems({ ...answer, checkpoint }, problems);
    },
  };
};

const unkept: LogCheck = { take: () => {}, with: (answer) => answer };

/** The kept tree, hash by hash as the log gives them. */
export const keptTreeChecked = (readModel: string | null): LogCheck => {
  const tree: Tree | null = readModel === null ? null : keptTree(treeFolder(readModel));
  if (tree === null || readModel === null) return unkept;
  let place = 0;
  let chunk: Buffer = Buffer.alloc(0);
  let at = 0;
  let differs: number | null = null;
  const next = (): Buffer => {
    if (at === chunk.length) {
      chunk = tree.hashes.range(place, 4_096);
      at = 0;
    }
    place += 1;
    at += 32;
    return chunk.subarray(at - 32, at);
  };
  return {
    take: (made, { size }) => {
      if (size > tree.size || differs !== null) return;
      for (const hash of made) if (!next().equals(hash)) differs ??= size - 1;
    },
    with: (answer) => {
      tree.close();
      const isShort = answer.events < tree.size;
      if (differs === null && !isShort) return answer;
      const where =
        differs === null
          ? `it has ${tree.size} events and the log ${answer.events}`
          : `they part at event ${differs} of the log, counted from 0`;
      return withProblems(answer, [
        {
          code: 'KEPT_TREE_DIFFERS',
          message: `the tree kept in ${treeFolder(readModel)} is not that of the log: ${where}. Either it was damaged, or the log was changed or restored since: verify --checkpoint with a signed note tells which. Take the folder away where the log is right; it is made anew`,
        },
      ]);
    },
  };
};
