/** Files made ready to be recorded: read, completed, and written down as the events they become. */
import * as E from 'fp-ts/lib/Either.js';
import { sha256Hex } from '../../event/canonical.js';
import { type Recording, recordingsOf } from '../../event/from-filing.js';
import type { CompleteFiling } from '../../event/identity.js';
import { completeFiling } from '../../filing/envelope.js';
import { keepSource } from '../../filing/kept-sources.js';
import type { ManifestRow } from '../../filing/manifest.js';
import type { Accession, Filing } from '../../filing/model.js';
import type { ReadProblemCode } from '../../filing/problem.js';
import { readFiling } from '../../filing/read.js';
import type { Reading } from '../../filing/readers/reader.js';
import { type FileRead, isDataSet, readSourceFile } from '../../filing/source-files.js';
import { wrongAround } from '../surroundings.js';

/** A file to be read, and what the manifest says of it. */
export interface Unread {
  readonly path: string;
  readonly row: ManifestRow | null;
  /** Folder in which the bytes are kept, where they are to be. */
  readonly keepIn?: string | undefined;
}

export interface RejectedFile {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
}

/** A filing as its events, one recording for each owner. */
export interface PreparedFiling {
  readonly accession: Accession;
  readonly source: Filing['source'];
  readonly recordings: ReadonlyArray<Recording>;
}

/** Why a filing that was read makes no events. */
export interface NotRecordable {
  readonly code: ReadProblemCode;
  readonly message: string;
}

export interface PreparedReading {
  readonly warnings: Reading['warnings'];
  readonly filing: E.Either<NotRecordable, PreparedFiling>;
}

/** What a file turned out to hold. */
export type Prepared =
  | ({ readonly kind: 'filing'; readonly path: string } & PreparedReading)
  | { readonly kind: 'rejected'; readonly rejected: RejectedFile }
  /** Its bytes could not be kept, so it is not recorded. */
  | { readonly kind: 'not-kept'; readonly path: string; readonly message: string }
  /** One table of its folder's data set. */
  | { readonly kind: 'table'; readonly path: string }
  | {
      readonly kind: 'data-set';
      readonly path: string;
      readonly files: ReadonlyArray<string> | null;
    };

const isComplete = (filing: Filing): filing is CompleteFiling =>
  filing.accession !== null && filing.filedOn !== null && filing.filedBasis !== null;

const lacks = (message: string): E.Either<NotRecordable, never> =>
  E.left({ code: 'MISSING_FIELD', message });

/** A completed filing as its events, or why it has none. */
export const prepareFiling = (filing: Filing): E.Either<NotRecordable, PreparedFiling> => {
  if (!isComplete(filing))
    return lacks('it has no accession number and no bytes to derive one from');
  if (filing.owners.length === 0)
    return lacks('no reporting owner is named, and a filing belongs to its owners');
  const { accession, source } = filing;
  const recordings = recordingsOf(filing);
  if (E.isRight(recordings)) return E.right({ accession, source, recordings: recordings.right });
  const { path, message } = recordings.left;
  return E.left({
    code: 'INVALID_FIELD',
    message: `${path}: ${message}. Recorded, it could not be read again, so nothing of this filing was recorded. See whether its source says so; a filing can also be given as JSON, see "insider-ledger schema filing".`,
  });
};

export const prepareReading = ({ filing, warnings }: Reading): PreparedReading => ({
  warnings,
  filing: prepareFiling(filing),
});

/** Why nothing can be told of a file: a reader fell over it, which no file should bring about. */
export interface ReaderFault {
  readonly code: 'READER_FAULT';
  readonly message: string;
  readonly line: null;
}

/** What a reader says; where it falls over, that is said of the one file, and others go on. */
export const orFault = <P, A>(read: () => E.Either<P, A>): E.Either<P | ReaderFault, A> => {
  try {
    return read();
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return E.left({
      code: 'READER_FAULT',
      message: `a reader of insider-ledger fell over it (${message}); nothing of it was recorded. Please report it, with the file.`,
      line: null,
    });
  }
};

const preparedRead = (path: string, bytes: Uint8Array, row: ManifestRow | null) =>
  orFault(() =>
    E.map(
      (reading: Reading): Prepared => ({
        kind: 'filing',
        path,
        ...prepareReading(completeFiling(reading, row, path)),
      }),
    )(readFiling(bytes)),
  );

/**
 * Bytes are kept before anything of them is recorded. Those of a JSON filing that names another
 * document as its source are not that document's, and are not kept.
 */
const keptFirst = (prepared: Prepared, bytes: Uint8Array, keepIn: string): Prepared => {
  if (prepared.kind !== 'filing' || E.isLeft(prepared.filing)) return prepared;
  const digest = prepared.filing.right.source?.sha256 ?? null;
  if (digest === null || digest !== sha256Hex(bytes)) return prepared;
  try {
    keepSource(keepIn, digest, bytes);
    return prepared;
  } catch (thrown) {
    const message =
      wrongAround(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown));
    return { kind: 'not-kept', path: prepared.path, message };
  }
};

/** A file that has been read. */
export const prepareRead = ({ path, row, keepIn }: Unread, read: FileRead): Prepared => {
  if (read === 'table') return { kind: 'table', path };
  if (E.isLeft(read)) return { kind: 'rejected', rejected: { ...read.left, line: null } };
  if (isDataSet(read.right)) return { kind: 'data-set', ...read.right };
  const prepared = preparedRead(path, read.right.bytes, row);
  if (E.isRight(prepared))
    return keepIn === undefined
      ? prepared.right
      : keptFirst(prepared.right, read.right.bytes, keepIn);
  const { code, message, line } = prepared.left;
  return { kind: 'rejected', rejected: { path, code, message, line } };
};

/** Reads a file; blocks meanwhile. */
export const prepareFile = (unread: Unread): Prepared =>
  prepareRead(unread, readSourceFile(unread.path));

/** A reading of which nobody knows more. */
export const preparedAlone = (reading: Reading): PreparedReading =>
  prepareReading(completeFiling(reading, null));
