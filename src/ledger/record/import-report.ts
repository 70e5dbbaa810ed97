/** What an import came to, counted as it goes: nothing that was given to it disappears. */
import type { Accession } from '../../filing/model.js';
import type { RejectedFile } from './prepare.js';
import type { OtherReading, Recorded } from './recorder.js';
import { StreamTally } from './stream-tally.js';

export interface ImportWarning {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Which filing came of which file, and whether it was recorded now. */
export interface FiledFrom {
  readonly path: string;
  readonly accession: Accession;
  readonly isNew: boolean;
}

export interface ImportReport {
  /** Files read; each table of a data set's folder is one, and so is a zip archive. */
  readonly files: number;
  /** Filings found in them, recordable or not. */
  readonly filings: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  /**
   * Of those, filings of whose envelope more became known: accession number, filing date,
   * acceptance. Left out where there are none.
   */
  readonly enveloped?: number;
  /** Events written, and the distinct streams that the filings belong to. */
  readonly events: number;
  readonly streams: number;
  readonly rejected: ReadonlyArray<RejectedFile>;
  readonly warnings: ReadonlyArray<ImportWarning>;
  /** In the order in which they were found; where `listed` asks for it. */
  readonly accessions?: ReadonlyArray<FiledFrom>;
}

export interface Tally {
  files: number;
  filings: number;
  recorded: number;
  alreadyRecorded: number;
  enveloped: number;
  events: number;
  readonly streams: StreamTally;
  readonly rejected: Array<RejectedFile>;
  readonly warnings: Array<ImportWarning>;
  /**
   * Each at its place among the filings found, whenever it was acknowledged; no entry where one was
   * not recorded. Null where nobody asks: of a million filings it would fill the memory.
   */
  readonly accessions: Array<FiledFrom> | null;
}

export const newTally = (listed = false): Tally => ({
  files: 0,
  filings: 0,
  recorded: 0,
  alreadyRecorded: 0,
  enveloped: 0,
  events: 0,
  streams: new StreamTally(),
  rejected: [],
  warnings: [],
  accessions: listed ? [] : null,
});

export const reportOf = ({ streams, ...tally }: Tally): ImportReport => ({
  files: tally.files,
  filings: tally.filings,
  recorded: tally.recorded,
  alreadyRecorded: tally.alreadyRecorded,
  ...(tally.enveloped > 0 ? { enveloped: tally.enveloped } : {}),
  events: tally.events,
  streams: streams.size,
  rejected: tally.rejected,
  warnings: tally.warnings,
  ...(tally.accessions === null ? {} : { accessions: tally.accessions.filter(() => true) }),
});

/** @param place the filing's among those found, from 0. */
export const count = (tally: Tally, path: string, place: number, recorded: Recorded): void => {
  const { accession, isNew } = recorded;
  if (tally.accessions !== null) tally.accessions[place] = { path, accession, isNew };
  if (recorded.isNew) tally.recorded += 1;
  else tally.alreadyRecorded += 1;
  if (recorded.isEnveloped) tally.enveloped += 1;
  tally.events += recorded.events;
  for (const stream of recorded.streams) tally.streams.add(stream);
};

const shownDifferencesMax = 3;

/** Document and data set of one accession disagree: told of, since one of them is not counted. */
export const warningOf = (path: string, { replaced, differences }: OtherReading): ImportWarning => {
  const shown = differences
    .slice(0, shownDifferencesMax)
    .map((d) =>
      replaced
        ? `${d.path}: the data set said ${d.recorded ?? 'nothing'}, the document ${d.got ?? 'nothing'}`
        : `${d.path}: the document says ${d.recorded ?? 'nothing'}, the data set ${d.got ?? 'nothing'}`,
    );
  const more = differences.length - shown.length;
  return {
    path,
    code: replaced ? 'DATA_SET_REPLACED' : 'DATA_SET_DIFFERS',
    message: `${replaced ? 'the document now stands for what a data set said of it' : 'the document is the record and stays; nothing was written'}; they differ: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
  };
};
