/** JSON as it may be shown: the same value, with nothing in it that moves or hides what is shown. */
import { unseen } from './plain.js';

/** Other than a letter, a figure or a mark of ASCII, a space or a line end. */
const unusual = /[^\n -~]/;

const escaped = (character: string): string => {
  let text = '';
  for (let i = 0; i < character.length; i++)
    text += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
};

/** `JSON.stringify` escapes of these only what JSON must; they stand in strings, where all may be. */
export const jsonText = (value: unknown, indent?: number): string => {
  const text = JSON.stringify(value, null, indent);
  // As most texts are: looked through once, and quickly.
  if (!unusual.test(text)) return text;
  return text.replace(unseen, (characters) =>
    // A line end of the indentation is no part of a string.
    characters.replaceAll(/[^\n]/gu, escaped),
  );
};
