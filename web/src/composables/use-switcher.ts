import { ref } from 'vue';

const open = ref(false);

/** Whether the way to a room or a person by a few letters is open: by a key, or by a button of the list. */
export const useSwitcher = () => ({ open });
