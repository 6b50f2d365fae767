const held = new Set<string>();

/**
 * Whether this page may do what only one page of the browser is to do; for `forMs` it is the only one. Without https there are no locks
 * between pages: then it is the only one of its own attempts.
 */
export function claim(name: string, forMs: number): Promise<boolean> {
  const hold = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, forMs));
  if ('locks' in navigator) {
    return new Promise((resolve, reject) => {
      const claimed = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        return lock ? hold() : undefined;
      };
      navigator.locks.request(`webchats.${name}`, { ifAvailable: true }, claimed).catch(reject);
    });
  }
  const isFree = !held.has(name);
  if (isFree) {
    held.add(name);
    void hold().then(() => held.delete(name));
  }
  return Promise.resolve(isFree);
}
