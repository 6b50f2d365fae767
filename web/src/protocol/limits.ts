/** The bounds of the contract, checked before sending so that people learn of them early. */
export const textMaxCodePoints = 4000;
export const imageMaxBytes = 20 * 1024 * 1024;
export const fileMaxBytes = 100 * 1024 * 1024;
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;
export const filesPerMessage = 9;
export const descriptionMax = 120;
export const reasonMax = 500;
export const historyPage = 50;
export const historyPageMax = 100;
/** `typing` is sent on by the server at most this often. */
export const typingEveryMs = 2000;

/** The length people see: code points, not UTF-16 units. */
export function codePoints(value: string): number {
  return Array.from(value).length;
}
