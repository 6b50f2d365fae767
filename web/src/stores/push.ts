import { defineStore } from 'pinia';
import { ref } from 'vue';
import { PushApi } from '@/net/push-api';
import { useNet } from './net';

/** Why this device cannot be notified; `failed`: its push service does not answer. */
export type PushObstacle = 'insecure' | 'unsupported' | 'denied' | 'failed';

/** What the browser has against notifications here. Those that the page shows itself need no push service. */
export function obstacleTo(what: 'push' | 'popup'): Exclude<PushObstacle, 'failed'> | null {
  if (!window.isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('Notification' in window) || (what === 'push' && !('PushManager' in window))) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : null;
}

/** The bytes of base64url. */
export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null, wanted: Uint8Array): boolean {
  const bytes = new Uint8Array(key ?? new ArrayBuffer(0));
  return bytes.length === wanted.length && bytes.every((byte, at) => byte === wanted[at]);
}

/** Notifications on this device while the page is closed. Loaded with its page. */
export const usePush = defineStore('push', () => {
  const api = new PushApi(useNet().http);
  const obstacle = ref<PushObstacle | null>(obstacleTo('push'));
  const isOn = ref(false);
  /** Whether notifications show what was written. */
  const withText = ref(true);

  /** The browser's subscription, if it was made for this server's key; another one is of no use. */
  async function subscription(manager: PushManager, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription | null> {
    const found = await manager.getSubscription();
    if (!found || isSame(found.options.applicationServerKey, key)) return found;
    await found.unsubscribe();
    return null;
  }

  async function manager(): Promise<PushManager> {
    return (await navigator.serviceWorker.ready).pushManager;
  }

  /** What the server and the browser have. Without a worker nothing was subscribed. */
  async function load(): Promise<void> {
    const told = await api.state();
    withText.value = told.text;
    const registration = obstacle.value === null ? await navigator.serviceWorker.getRegistration() : undefined;
    const here = await registration?.pushManager.getSubscription();
    isOn.value = told.subscribed && Boolean(here);
  }

  async function subscribe(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription | null> {
    try {
      const here = await manager();
      return (await subscription(here, key)) ?? (await here.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    } catch (reason) {
      console.warn('the browser cannot subscribe', reason);
      return null;
    }
  }

  /** Asks the person, then the browser, then tells the server. What stands in the way is in `obstacle`. */
  async function enable(): Promise<void> {
    obstacle.value = obstacleTo('push');
    if (obstacle.value !== null) return;
    if ((await Notification.requestPermission()) !== 'granted') {
      obstacle.value = 'denied';
      return;
    }
    const { public_key } = await api.state();
    const made = (await subscribe(bytesOf(public_key)))?.toJSON();
    if (!made?.endpoint || !made.keys) {
      obstacle.value = 'failed';
      return;
    }
    await api.put({ endpoint: made.endpoint, p256dh: made.keys['p256dh'] ?? '', auth: made.keys['auth'] ?? '', text: withText.value });
    isOn.value = true;
  }

  async function disable(): Promise<void> {
    await api.drop();
    isOn.value = false;
    await (await (await manager()).getSubscription())?.unsubscribe();
  }

  async function showText(wanted: boolean): Promise<void> {
    withText.value = wanted;
    if (isOn.value) await enable();
  }

  return { obstacle, isOn, withText, load, enable, disable, showText };
});
