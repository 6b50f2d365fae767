import { createApp, h, nextTick, ref } from 'vue';
import { describe, expect, it } from 'vitest';
import SettingCheck from '@/components/SettingCheck.vue';

describe('SettingCheck', () => {
  it('shows what is, whatever was tried', async () => {
    const on = ref(false);
    let server: 'takes' | 'refuses' = 'refuses';
    const root = document.body.appendChild(document.createElement('div'));
    const set = async (wanted: boolean): Promise<void> => {
      await nextTick();
      if (server === 'takes') on.value = wanted;
    };
    createApp(() => h(SettingCheck, { on: on.value, set, testid: 'it' }, () => 'Words')).mount(root);
    const box = root.querySelector('input') as HTMLInputElement;
    const click = async (): Promise<boolean> => {
      box.click();
      for (let turn = 0; turn < 5; turn += 1) await nextTick();
      return box.checked;
    };
    expect(root.textContent).toBe('Words');
    expect(await click()).toBe(false);
    server = 'takes';
    expect(await click()).toBe(true);
    server = 'refuses';
    expect(await click()).toBe(true);
  });
});
