import { test as base } from './fixtures';
import { ChatServer } from './server';
import { buildWorld, type World } from './world';

/** A server with a past per language, for all tests of one worker. */
export const test = base.extend<object, { worlds: (language: 'zh-CN' | 'en') => Promise<World> }>({
  worlds: [
    async ({}, use) => {
      const made = new Map<string, Promise<World>>();
      const servers: ChatServer[] = [];
      await use((language) => {
        const start = async (): Promise<World> => {
          const server = new ChatServer();
          servers.push(server);
          await server.start();
          return buildWorld(server, language);
        };
        const world = made.get(language) ?? start();
        made.set(language, world);
        return world;
      });
      for (const world of made.values()) (await world).close();
      for (const server of servers) await server.dispose();
    },
    { scope: 'worker' },
  ],
});
