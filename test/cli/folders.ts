/** Folders for one test file; `folders-removed` takes them away after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: Array<string> = [];

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'insider-ledger-test-'));
  folders.push(folder);
  return folder;
};

export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};
