/** JSON as it may be shown: the same value, with nothing in it that moves or hides what is shown. */
import { unseen } from './plain.js';

const escaped = (character: string): string => {
  let text = '';
  for (let i = 0; i < character.length; i++)
    text += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
};

/** `JSON.stringify` escapes of these only what JSON must; they stand in strings, where all may be. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(unseen, (characters) =>
    // A line end of the indentation is no part of a string.
    characters.replaceAll(/[^\n]/gu, escaped),
  );
