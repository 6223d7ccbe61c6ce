import { noteNotAnObject, noteNoZone, type TextRule } from './columns-in-progress.ts';
import { utcText } from './time-text.ts';

const openBrace = 123;
const closeBrace = 125;

/** Times become ISO 8601 UTC text; see `utcText`. */
export const timeRule: TextRule = {
  keep: () => false,
  convert: (text) => {
    const time = utcText(text);
    return time && { text: time.text, notes: time.zoned ? 0 : noteNoZone };
  },
};

/** Currency codes become upper case; anything but three letters cannot be read. */
export const currencyRule: TextRule = {
  keep: () => false,
  convert: (text) => {
    const code = text.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? { text: code, notes: 0 } : null;
  },
};

/**
 * Tags that are not written as a JSON object are kept as the only tag of one. Only the braces are looked at: parsing
 * every text would add a third to the time of an import.
 */
export const tagsRule: TextRule = {
  keep: (bytes) => bytes[0] === openBrace && bytes[bytes.length - 1] === closeBrace,
  convert: (text) => {
    const trimmed = text.trim();
    if (trimmed.startsWith('{') && trimmed.endsWith('}')) return { text: trimmed, notes: 0 };
    return { text: JSON.stringify({ Tags: text }), notes: noteNotAnObject };
  },
};
