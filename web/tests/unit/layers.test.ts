// @vitest-environment node
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const eslint = new ESLint({ cwd: root });

async function complaints(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${path}` });
  return (result?.messages ?? []).filter((one) => one.ruleId === 'no-restricted-imports' || one.ruleId === 'no-restricted-syntax').map((one) => one.message);
}

describe('layers', { timeout: 30_000 }, () => {
  it.each([
    ['src/protocol/x.ts', "import { connectNet } from '@/net';\nconnectNet;"],
    ['src/protocol/x.ts', "import { ref } from 'vue';\nref;"],
    ['src/net/x.ts', "import { useRooms } from '../stores';\nuseRooms;"],
    ['src/net/x.ts', "import type { Language } from '@/stores/preferences';\nexport type A = Language;"],
    ['src/stores/x.ts', "import { useWide } from '@/composables/use-wide';\nuseWide;"],
    ['src/stores/x.ts', "import { i18n } from '@/i18n';\ni18n;"],
    ['src/stores/x.ts', "export const page = () => import('@/pages/RoomPage.vue');"],
    ['src/composables/x.ts', "import A from '@/components/AppAvatar.vue';\nA;"],
    ['src/components/x.ts', "import P from '@/pages/RoomPage.vue';\nP;"],
    ['src/components/x.ts', "import { io } from 'socket.io-client';\nio;"],
    ['src/pages/x.ts', "import { createAppRouter } from '@/router';\ncreateAppRouter;"],
  ])('refuse a look upwards in %s: %s', async (path, code) => expect(await complaints(path, code)).toHaveLength(1));

  it.each([
    ['src/net/x.ts', "import { me } from '@/protocol';\nme;"],
    ['src/stores/x.ts', "import { Http } from '@/net/http';\nHttp;"],
    ['src/composables/x.ts', "import { useRooms } from '@/stores';\nuseRooms;"],
    ['src/pages/x.ts', "import A from '@/components/AppAvatar.vue';\nA;"],
  ])('allow a look downwards in %s: %s', async (path, code) => expect(await complaints(path, code)).toEqual([]));
});
