import { watch } from 'vue';
import { useSite } from '@/stores';

/** The icon of the tab, and of the page on a home screen, is the server's own where it has one. */
export function useSiteIcon(): void {
  const site = useSite();
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="icon"], link[rel="apple-touch-icon"]')].map((link) => ({ link, type: link.type, href: link.getAttribute('href') ?? '' }));
  watch(
    () => site.icon,
    (icon) => {
      for (const { link, type, href } of links) {
        link.type = icon === '' ? type : 'image/png';
        link.href = icon === '' ? href : icon;
      }
    },
    { immediate: true },
  );
}
