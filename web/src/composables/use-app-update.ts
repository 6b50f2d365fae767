import { onMounted, shallowRef } from 'vue';
import { useRouter } from 'vue-router';

/** A page that stays open for days asks for a new version this often, and whenever somebody comes back to it. */
const lookEveryMs = 60 * 60_000;

/** The worker of a newer version that waits until this page lets it in. */
const waiting = shallowRef<ServiceWorker | null>(null);

function watchFor(registration: ServiceWorkerRegistration): void {
  const note = (): void => {
    // Without a controller this is the first visit: the worker is no update of anything.
    if (registration.waiting && navigator.serviceWorker.controller) waiting.value = registration.waiting;
  };
  note();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', note));
  const look = (): void => void registration.update().catch(() => undefined); // Off line: next time.
  setInterval(look, lookEveryMs);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
}

async function register(): Promise<void> {
  try {
    watchFor(await navigator.serviceWorker.register('/sw.js', { scope: '/' }));
  } catch (reason) {
    console.warn('the page cannot be kept for later', reason);
  }
}

/** Keeps the page for a start without a network. Once per page; nothing without https, where browsers have no workers. */
export function keepPage(): void {
  const router = useRouter();
  onMounted(() => {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    // A notification was chosen: the path of its message.
    navigator.serviceWorker.addEventListener('message', ({ data }) => void router.push(data as string));
    const soon = (): void => void ('requestIdleCallback' in window ? requestIdleCallback(() => void register(), { timeout: 5000 }) : register());
    if (document.readyState === 'complete') soon();
    else window.addEventListener('load', soon, { once: true });
  });
}

/** Whether there is a newer version, and the way to it. */
export function useAppUpdate() {
  function apply(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.value?.postMessage('activate');
  }
  return { waiting, apply };
}
