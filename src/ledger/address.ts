/** Addresses of stores in texts: who and with what password is nobody's business. */

/** As far as the last @ of a word: a password may hold what would end an address. */
const userOf = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'`]*@/gi;

/** A text without the users and passwords of addresses in it. */
export const withoutPasswords = (text: string): string => text.replace(userOf, '$1…@');

/** Whether it is the address of something, and so the name of no file or folder. */
export const isAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
