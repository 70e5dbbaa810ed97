/** Two kinds of damage in old EDGAR files that can be undone without guessing. */

const reference = /&(?:#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z_][\w.-]*);/y;

/**
 * Escapes each `&` that begins no reference (`AT&T`), outside CDATA sections.
 * Returns the same text where there is none.
 */
export const escapeBareAmpersands = (text: string): string => {
  const parts: Array<string> = [];
  let copied = 0;
  let cdata = text.indexOf('<![CDATA[');
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at)) {
    if (cdata !== -1 && cdata < at) {
      const end = text.indexOf(']]>', cdata);
      if (end === -1) break;
      cdata = text.indexOf('<![CDATA[', end);
      if (at < end) at = end;
      continue;
    }
    reference.lastIndex = at;
    if (!reference.test(text)) {
      parts.push(text.slice(copied, at), '&amp;');
      copied = at + 1;
    }
    at += 1;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
};

/** No writer cut lines shorter than this: below it, equal lengths are chance. */
const wrapColumnMin = 64;
/** Where EDGAR cut the lines of PEM-wrapped submissions, until 2007 or so. */
export const edgarWrapColumn = 1023;

/**
 * Joins lines that were cut at a fixed column, as EDGAR did at 1023 and some writers at 80-odd:
 * each line as long as the longest one that is not the end of an element.
 * Returns the same text where no line was cut.
 * @param column the only one at which lines may have been cut; any where it is null
 */
export const joinWrappedLines = (text: string, column: number | null = null): string => {
  let longest = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (end === -1) break;
    const length = end - from - (text.charCodeAt(end - 1) === 13 ? 1 : 0);
    if (length > longest) longest = length;
    from = end + 1;
  }
  if (longest < wrapColumnMin || longest !== (column ?? longest)) return text;
  const parts: Array<string> = [];
  let copied = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (end === -1) break;
    const cut = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    if (cut - from === longest && text.charAt(cut - 1) !== '>') {
      parts.push(text.slice(copied, cut));
      copied = end + 1;
    }
    from = end + 1;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(copied);
};
