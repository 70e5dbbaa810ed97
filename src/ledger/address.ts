/** Addresses of stores in texts: who and with what password is nobody's business. */

const scheme = /[a-z][a-z0-9+.-]{0,30}:\/\//i;

/** As far as the last @ of a word: a password may hold what would end an address. */
const withoutUser = (word: string): string => {
  const end = word.lastIndexOf('@');
  const from = end === -1 ? null : scheme.exec(word.slice(0, end));
  return from === null ? word : `${word.slice(0, from.index + from[0].length)}…${word.slice(end)}`;
};

/** A text without the users and passwords of addresses in it. */
export const withoutPasswords = (text: string): string => text.replace(/[^\s"'`]+/g, withoutUser);

/** Whether it is the address of something, and so the name of no file or folder. */
export const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
