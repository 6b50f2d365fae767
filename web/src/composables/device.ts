/** Whether Command is the key of shortcuts here. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** What the key of shortcuts is called. */
export const controlKey = isMac ? '⌘' : 'Ctrl';

/** "Chrome · Windows": what the list of devices shows for this browser. */
export function deviceName(userAgent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['MicroMessenger', 'WeChat'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => userAgent.includes(mark as string))?.[1];
  const system = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Windows', 'Windows'],
    ['Mac OS X', 'macOS'],
    ['CrOS', 'ChromeOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => userAgent.includes(mark as string))?.[1];
  return [browser ?? 'Browser', system].filter(Boolean).join(' · ');
}
