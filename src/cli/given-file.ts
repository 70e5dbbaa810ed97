/** Files that a command is handed, and those that it makes. */
import { open, readFile } from 'node:fs/promises';
import { UsageError } from './exit.js';

const why = (thrown: unknown): string => {
  const { code, message } = Object(thrown) as { readonly code?: string; readonly message?: string };
  return code ?? message ?? String(thrown);
};

export const bytesIn = (option: string, file: string): Promise<Buffer> =>
  readFile(file).catch((thrown: unknown) => {
    throw new UsageError(`${option} ${file} cannot be read: ${why(thrown)}`);
  });

export const textIn = async (option: string, file: string): Promise<string> =>
  (await bytesIn(option, file)).toString('utf8');

/** Never over a file that is there. */
export const newFile = async (
  option: string,
  file: string,
  content: string | Uint8Array,
  mode = 0o666,
): Promise<void> => {
  try {
    const made = await open(file, 'wx', mode);
    try {
      await made.writeFile(content);
      await made.sync();
    } finally {
      await made.close();
    }
  } catch (thrown) {
    throw new UsageError(
      why(thrown) === 'EEXIST'
        ? `${option} ${file} is there already, and nothing is written over; name another`
        : `${option} ${file} cannot be written: ${why(thrown)}`,
    );
  }
};

/** Whether others than its owner may read a file. */
export const isOpenToOthers = async (file: string): Promise<boolean> => {
  const opened = await open(file, 'r');
  try {
    return process.platform !== 'win32' && ((await opened.stat()).mode & 0o077) !== 0;
  } finally {
    await opened.close();
  }
};
