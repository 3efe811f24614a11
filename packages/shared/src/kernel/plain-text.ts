/**
 * Characters that make a text read otherwise than it is: controls, half characters, line separators, marks that reorder
 * it and marks that don't show. Those that join letters in some scripts (U+200C, U+200D) are none of them.
 */
const unreadable = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

/** Whether a text reads as it is, in one line: fit for a form, a screen, a CSV file or a log. */
export const isReadable = (text: string): boolean => !unreadable.test(text)
