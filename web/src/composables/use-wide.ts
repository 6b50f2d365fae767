import { useMediaQuery } from '@vueuse/core';

/** A desk: list and room side by side. A phone: one pane at a time. */
export const useWide = () => useMediaQuery('(min-width: 840px)');

/** Room for a third pane. */
export const useExtraWide = () => useMediaQuery('(min-width: 1200px)');
