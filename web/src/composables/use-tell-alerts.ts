import { onScopeDispose, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import type { Message } from '@/protocol';
import { usePreferences, useSite } from '@/stores';
import { outletsOf, useAlerts, type Alert } from '@/stores/alerts';
import { claim } from './alert-claim';
import { showPopup } from './alert-popup';
import { ring } from './alert-sound';
import { attachmentText, wordsOfMessage } from './system-text';
import { useRoomFace } from './use-room-face';
import { useWide } from './use-wide';

/** The other pages of the browser have decided by then. */
const toldForMs = 10_000;
const ringEveryMs = 4000;
const excerptMax = 200;

/** Tells what arrives, each once in a browser: by a sound, by a notification, by what is returned for a toast. */
export function useTellAlerts() {
  const { t } = useI18n();
  const route = useRoute();
  const preferences = usePreferences();
  const site = useSite();
  const wide = useWide();
  const { roomName } = useRoomFace();
  const toast = shallowRef<Alert | null>(null);

  const wordsOf = (message: Message): string => (message.text.trim() === '' ? t(attachmentText(message)) : wordsOfMessage(message).slice(0, excerptMax));

  async function popUp({ message, room }: Alert): Promise<void> {
    const words = wordsOf(message);
    const about = room.kind === 'direct' ? { title: message.user.name, body: words } : { title: roomName(room), body: `${message.user.name}: ${words}` };
    await showPopup({ ...about, icon: site.icon, room: room.id, seq: message.seq });
  }

  async function tell(alert: Alert): Promise<void> {
    if (!(await claim(`alert.${alert.room.id}.${alert.message.seq}`, toldForMs))) return;
    const visible = document.visibilityState === 'visible';
    const at = route.meta.place === 'room' ? Number(route.params['id']) : null;
    const outlets = outletsOf(alert, { visible, focused: document.hasFocus(), room: at, wide: wide.value }, preferences.sound);
    if (outlets.includes('toast')) toast.value = alert;
    if (outlets.includes('popup') && preferences.popups === 'on') await popUp(alert);
    if (outlets.includes('sound') && (await claim('sound', ringEveryMs))) await ring();
  }

  onScopeDispose(useAlerts().onAlert((alert) => tell(alert).catch((reason: unknown) => console.warn('the browser did not tell of a message', reason))));
  return { toast, wordsOf };
}
