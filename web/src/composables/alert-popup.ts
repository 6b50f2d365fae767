import { obstacleTo } from '@/stores/push';

export interface Popup {
  readonly title: string;
  readonly body: string;
  readonly icon: string;
  readonly room: number;
  readonly seq: number;
}

/**
 * Shows a notification of the browser where it may; one per room, the newest. The worker of the page shows it, as it shows a push, and opens
 * the message when it is chosen. A device that has pushes gets it by one. Whether there is a sound, the page decides.
 */
export async function showPopup({ title, body, icon, room, seq }: Popup): Promise<void> {
  if (obstacleTo('popup') !== null || Notification.permission !== 'granted') return;
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker?.active || (await worker.pushManager?.getSubscription())) return;
  const options = { body, tag: `room-${room}`, renotify: true, silent: true, icon: icon || '/icons/icon-192.png', badge: '/icons/icon-192.png', data: `/rooms/${room}?at=${seq}` };
  await worker.showNotification(title, options);
}
