/** What an audit pack says of itself: how to check it, and a draft that a person may certify by. */
import { sha256Hex } from '../../event/canonical.js';
import type { VerifyAnswer } from '../verify.js';
import { checker } from './checker.js';

export interface PackFacts {
  readonly question: Readonly<Record<string, string>>;
  readonly version: string | null;
  readonly verify: VerifyAnswer;
  readonly events: number;
  readonly streams: number;
  readonly documents: number;
  readonly kept: number;
  readonly rulings: number;
  readonly checkpoint: {
    readonly isStamped: boolean;
    /** Events of the pack that came after it. */
    readonly after: number;
  } | null;
}

const questionLines = ({ question }: PackFacts): string =>
  Object.entries(question)
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`)
    .join('\n');

export const readmeText = (facts: PackFacts): string => `AUDIT PACK

The question:
${questionLines(facts)}

To check it without the program that made it:

1. The SHA-256 of manifest.sha256 should be the one that was handed over with the pack, by another
   way. With it all else in the folder is fixed.
2. sha256sum -c manifest.sha256        (macOS: shasum -a 256 -c manifest.sha256)
   compares each file, check.mjs among them, with its digest.
3. node check.mjs
   does that again, computes the hash of each event anew, sees that each follows the one before it
   in its stream, compares documents with the digests in the events, and, where there is a
   checkpoint, leads each event to its root. It is short: read it. It exits 1 and says what is wrong.
   With checkpoint.pub it checks the checkpoint's signature as well. Whoever can change a pack can
   put another key there: compare it with the one that was handed over by another way.

What is here:

  answer.json, .csv, .html   the answer; the CSV has a line for each value; the HTML is for printing
  events.ndjson              every event of the streams that the answer is folded from, as stored
  sources/                   documents by their SHA-256 where their bytes were kept; index.json lists
                             all, with their accession numbers and where EDGAR shows them
  decisions.ndjson           what operators ruled
  holds.json                 legal holds that these records stand under
  verify.json                what a check of the whole ledger found when this was made
  checkpoint.txt, .pub       where the ledger has a checkpoint: the signed note (C2SP) and the public
                             key it is signed by
  checkpoint.tsr             an authority's time-stamp of the note (RFC 3161), where one is attached:
                             openssl ts -verify -data checkpoint.txt -in checkpoint.tsr -CAfile ROOTS
                             checks it; nobody here has looked at its signature
  inclusion.json             a proof of each event before the checkpoint (RFC 6962)
  certificate-902-13-14.md   a draft, with blanks, not signed
  manifest.sha256            SHA-256 of each file

An event's hash: SHA-256 over the hash before it in its stream (64 hex digits; zeros for the first)
followed by the RFC 8785 text of its data, id, metadata without hash, and type.

Computed from filings; not a legal finding.
`;

export const certificateText = (facts: PackFacts): string => `# DRAFT: certification of records

Fed. R. Evid. 902(13), 902(14), 902(11); 28 U.S.C. 1746. A draft of facts for a qualified person to check, complete and sign. Nobody has signed it. Take out what you cannot say of your own knowledge.

I, ____________________ (name), am employed by ____________________ as ____________________. I am qualified to make this certification because ____________________.

1. **System.** The records come from a ledger kept with the program insider-ledger, version ${facts.version ?? '____________________'}, running at ____________________ since ____________________.
2. **Process.** The program reads Forms 3, 4 and 5 as filed with the SEC. Each filing becomes events in the stream of each reporting owner: one for the filing, one for each row, none changed or removed afterwards. A later filing or a ruling of an operator is a further event. Answers are computed from the events alone.
3. **Digests.** Each filing's event holds the SHA-256 of the bytes read. Each event holds a SHA-256 over the hash of the event before it in its stream and the RFC 8785 text of itself.
4. **Check of the whole ledger.** \`verify\` computes each hash anew, and checks that revisions have no gaps, that each event stands in its stream and under its id, that no filing lacks rows, and what the store can tell itself. Its result for ${facts.verify.events} events in ${facts.verify.streams} streams: ${facts.verify.ok ? 'nothing was wrong' : `${facts.verify.problems.length} problems, listed in verify.json`}. Digest ${facts.verify.digest}.
5. **This pack.** ${facts.events} events in ${facts.streams} streams; ${facts.documents} documents named by them, of which ${facts.kept} are enclosed as they were read; ${facts.rulings} rulings of operators (decisions.ndjson). The question:

${questionLines(facts)}

6. **Copies.** The files are identified by the digests in manifest.sha256, whose own SHA-256 is ____________________. I compared them with the ledger on ____________________ by ____________________.
7. **Ordinary course.** The records were made at or near the time stated in each event (\`recordedAt\`, by the clock of the machine) by the process above, as a regular practice: ____________________.

Known limits:

- The names of operators are as they gave them; the program does not authenticate people.
- ${facts.checkpoint !== null ? `A signed checkpoint covers the events before it; what came after it (${facts.checkpoint.after} of the events here) is covered by hashes only.${facts.checkpoint.isStamped ? ' A time-stamp of it is enclosed; its signature and certificates were not checked by the program.' : ''}` : 'There is no checkpoint: whoever can write to the store could have cut off the end of a stream, or rewritten all of it with new hashes.'}
- Times of recording are the machine's.
- Digests show that bytes are those that were read, not where they came from: compare the enclosed documents with EDGAR.
- The answer is computed from filings and is not a legal finding. Authenticity is not admissibility for the truth of what is said.

I declare under penalty of perjury that the foregoing is true and correct.

Executed on ____________________ at ____________________.

____________________ (signature)

SHA-256 of the enclosed checker as made: ${sha256Hex(checker)}
`;
