// The ways in which clients are abandoned. `go` brings a client there; from then on it says nothing (heartbeats apart
// where it keeps beating), and the server must end each of its connections by itself within `within`, ms.
import { polling, websocket } from "./client.mjs";

// The first bytes of a ClientHello that announces 512.
const halfHello = Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]);
let dynamic = 0;

/** What the server waits for the other side's close frame, and for its FIN. */
export const goodbye = 5_000;

/** Where a client may be cut at once: each gives the connection that is cut. */
const moments = [
  (client) => client.link(),
  async (client) => {
    const link = await client.link();
    link.write("GET /socket.io/?EI");
    return link;
  },
  (client) => client.websocket(4),
  (client) => client.join(),
  async (client) => {
    const link = await client.join();
    link.frame('451-["binary",{"_placeholder":true,"num":0}]');
    return link;
  },
  async (client) => {
    const link = await client.join();
    link.frame('420["late answer"]');
    link.frame('42["ask me"]');
    await link.message('420["question"');
    return link;
  },
  async (client) => {
    const { link, sid } = await client.joinByPolling();
    link.ask("GET", polling(4, sid));
    return link;
  },
  async (client) => (await client.probe(4)).other,
  async (client) => {
    const link = await client.websocket(4);
    link.frame("40/late,");
    return link;
  },
];
/** Each call takes the client to the next moment. */
function inTurn() {
  let turn = 0;
  return (client) => moments[turn++ % moments.length](client);
}

/** All ways, for a server with these deadlines (ms). */
export function ways(times) {
  const silence = times["ping-interval"] + times["ping-timeout"];
  const idle = times["idle-timeout"];
  const connect = times["connect-timeout"];
  const websocketSilence = silence + goodbye;
  const [resetAt, finishAt] = [inTurn(), inTurn()];
  return [
    { name: "TCP only", within: times["head-timeout"], go: (client) => client.link() },
    {
      name: "half an HTTP head",
      within: times["head-timeout"],
      go: async (client) =>
        (await client.link()).write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nX"),
    },
    {
      name: "half a POST body",
      within: Math.max(times["body-timeout"], silence),
      async go(client) {
        const { link, sid } = await client.poll(4);
        link.write(`POST ${polling(4, sid)} HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n40`);
      },
    },
    { name: "handshake, never polled", within: idle, go: (client) => client.poll(4) },
    {
      name: "joined, one poll, then silence",
      within: times["ping-interval"] + idle,
      async go(client) {
        const { link, sid } = await client.joinByPolling();
        link.ask("GET", polling(4, sid));
      },
    },
    {
      name: "polls, but never answers the heartbeat",
      within: silence + idle,
      async go(client) {
        const { link, sid } = await client.joinByPolling();
        while (!/(^|\x1e)2($|\x1e)/.test(await link.request("GET", polling(4, sid))));
        link.ask("GET", polling(4, sid));
      },
    },
    {
      name: "upgrade opened, never probed",
      within: Math.max(idle, times["upgrade-timeout"] + goodbye),
      async go(client) {
        const { sid } = await client.poll(4);
        await (await client.link()).upgrade(websocket(4, sid));
      },
    },
    {
      name: "probed, never upgraded",
      within: Math.max(idle, times["upgrade-timeout"] + goodbye),
      go: (client) => client.probe(4),
    },
    {
      name: "upgraded, then silence",
      within: Math.max(idle, websocketSilence),
      async go(client) {
        const { other } = await client.probe(4);
        other.frame("5");
        other.frame("40");
        await other.message("40{");
      },
    },
    {
      name: "WebSocket with heartbeat, no namespace",
      within: connect + goodbye,
      go: async (client) => (await client.websocket(4)).keepBeating(),
    },
    {
      name: "a middleware that never answers",
      within: 2 * connect + goodbye, // refused, and then it has no namespace
      go: async (client) => (await client.websocket(4)).keepBeating().frame("40/never,"),
    },
    {
      name: "a middleware that answers too late",
      within: 2 * connect + goodbye,
      go: async (client) => (await client.websocket(4)).keepBeating().frame("40/late,"),
    },
    {
      name: "an attachment that never comes",
      within: times["attachment-timeout"] + goodbye,
      go: async (client) => (await client.join()).keepBeating().frame('451-["binary",{"_placeholder":true,"num":0}]'),
    },
    {
      name: "half a WebSocket frame",
      within: websocketSilence,
      go: async (client) => (await client.join()).write(Buffer.from([0x81, 0xe4, 0, 0, 0, 0, 0x32])),
    },
    {
      name: "the server's question is never answered",
      within: websocketSilence, // counted from when it stops to beat
      async go(client) {
        const link = (await client.join()).keepBeating();
        link.frame('42["ask me"]');
        await link.message('42["not answered"');
        link.stopBeating();
      },
    },
    {
      name: "its own question is never answered",
      within: websocketSilence,
      go: async (client) => (await client.join()).frame('420["silence"]'),
    },
    {
      name: "its own question is answered too late",
      within: websocketSilence,
      go: async (client) => (await client.join()).frame('420["late answer"]'),
    },
    {
      name: "the server's close frame is not answered",
      within: goodbye,
      go: async (client) => (await client.join()).frame('42["leave me"]'),
    },
    {
      name: "the server's goodbye is not polled for",
      within: idle,
      async go(client) {
        const { link, sid } = await client.joinByPolling();
        await link.request("POST", polling(4, sid), '42["leave me"]');
      },
    },
    {
      name: "close frame sent, TCP left open",
      within: goodbye,
      go: async (client) => (await client.join()).frame("", 8),
    },
    {
      name: "a handshake that is never decided, polling",
      within: times["handshake-timeout"] + idle,
      go: async (client) => (await client.link()).ask("GET", polling(4, "&decide=never")),
    },
    {
      name: "a handshake that is never decided, WebSocket",
      within: times["handshake-timeout"] + goodbye,
      async go(client) {
        const refused = (await client.link()).upgrade(websocket(4, "&decide=never"));
        refused.catch(() => {});
      },
    },
    { name: "a namespace of its own", within: websocketSilence, go: (client) => client.join(`/dynamic-${++dynamic},`) },
    {
      name: "an event whose check never ends, and more behind it",
      within: websocketSilence,
      async go(client) {
        const link = await client.join();
        link.frame('42["never checked"]');
        for (let i = 0; i < 10; i += 1) link.frame(`42${i}["silence"]`);
      },
    },
    {
      name: "an event whose coroutine ends too late, and more behind it",
      within: websocketSilence,
      async go(client) {
        const link = await client.join();
        for (let i = 0; i < 10; i += 1) link.frame(`42${i}["late coroutine"]`);
      },
    },
    {
      name: "comes back while the old connection is believed alive, then silence",
      within: websocketSilence,
      async go(client) {
        const old = await client.websocket(4);
        old.frame("40");
        const { sid, pid } = JSON.parse((await old.message("40{")).slice(2));
        const link = await client.websocket(4);
        link.frame(`40${JSON.stringify({ pid })}`);
        const again = JSON.parse((await link.message("40{")).slice(2));
        if (again.sid !== sid) throw new Error("not recovered");
      },
    },
    {
      name: "TLS: TCP only",
      within: times["tls-timeout"],
      go: (client) => client.link(client.ports.tls),
    },
    {
      name: "TLS: half a ClientHello",
      within: times["tls-timeout"],
      go: async (client) => (await client.link(client.ports.tls)).write(halfHello),
    },
    { name: "TLS: no request", within: times["head-timeout"], go: (client) => client.link(client.ports.tls, true) },
    {
      name: "TLS: WebSocket, silence",
      within: websocketSilence,
      async go(client) {
        const link = await client.link(client.ports.tls, true);
        await link.upgrade(websocket(4));
        link.frame("40");
        await link.message("40{");
      },
    },
    { name: "EIO3: handshake, never polled", within: idle, go: (client) => client.poll(3) },
    {
      name: "EIO3: JSONP, one poll, then silence",
      within: silence + idle,
      async go(client) {
        const link = await client.link();
        const sid = JSON.parse(`"${/\\"sid\\":\\"([^\\]+)/.exec(await link.request("GET", polling(3, "&j=0")))[1]}"`);
        link.ask("GET", polling(3, `&j=1&sid=${sid}`));
      },
    },
    { name: "EIO3: WebSocket, silence", within: websocketSilence, go: (client) => client.websocket(3) },
    {
      name: "EIO3: probed, never upgraded",
      within: Math.max(silence + idle, times["upgrade-timeout"] + goodbye),
      go: (client) => client.probe(3),
    },
    { name: "reset", within: idle, go: async (client) => (await resetAt(client)).reset() },
    { name: "half closed", within: Math.max(goodbye, idle), go: async (client) => (await finishAt(client)).finish() },
  ];
}
