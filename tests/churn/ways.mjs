// The ways in which clients are abandoned. `go` brings a client there; from then on it says nothing (heartbeats apart
// where it keeps beating), and the server must end each of its connections by itself within `within`, ms.
import { Link } from "./link.mjs";

const polling = (revision, more = "") => `/socket.io/?EIO=${revision}&transport=polling${more}`;
const websocket = (revision, more = "") => `/socket.io/?EIO=${revision}&transport=websocket${more}`;
const sidIn = (body) => /"sid":"([^"]+)"/.exec(body)[1];

/** What the server waits for the other side's close frame, and for its FIN. */
export const goodbye = 5_000;

/** Makes and remembers the connections of one client. */
export class Client {
  links = [];
  constructor(port) {
    this.port = port;
  }
  link() {
    const made = new Link(this.port);
    this.links.push(made);
    return made.connected();
  }
  /** A polling session: its connection and its `&sid=`. */
  async poll(revision) {
    const link = await this.link();
    const sid = `&sid=${sidIn(await link.request("GET", polling(revision)))}`;
    return { link, sid };
  }
  /** A polling session that has joined "/". */
  async joinByPolling() {
    const { link, sid } = await this.poll(4);
    await link.request("POST", polling(4, sid), "40");
    await link.request("GET", polling(4, sid));
    return { link, sid };
  }
  async websocket(revision) {
    const link = await this.link();
    await link.upgrade(websocket(revision));
    await link.message("0{");
    return link;
  }
  async join() {
    const link = await this.websocket(4);
    link.frame("40");
    await link.message("40{");
    return link;
  }
  /** A polling session whose upgrade has been probed. */
  async probe(revision) {
    const { link, sid } = await this.poll(revision);
    const other = await (await this.link()).upgrade(websocket(revision, sid));
    other.frame("2probe");
    await other.message("3probe");
    return { link, sid, other };
  }
}

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
      go: async (client) => (await client.link()).write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nX"),
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
        await link.message('42["not answered"]');
        link.stopBeating();
      },
    },
    { name: "its own question is never answered", within: websocketSilence, go: async (client) => (await client.join()).frame('420["silence"]') },
    {
      name: "its own question is answered too late",
      within: websocketSilence,
      go: async (client) => (await client.join()).frame('420["late answer"]'),
    },
    { name: "the server's close frame is not answered", within: goodbye, go: async (client) => (await client.join()).frame('42["leave me"]') },
    {
      name: "the server's goodbye is not polled for",
      within: idle,
      async go(client) {
        const { link, sid } = await client.joinByPolling();
        await link.request("POST", polling(4, sid), '42["leave me"]');
      },
    },
    { name: "close frame sent, TCP left open", within: goodbye, go: async (client) => (await client.join()).frame("", 8) },
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
    { name: "EIO3: probed, never upgraded", within: Math.max(silence + idle, times["upgrade-timeout"] + goodbye), go: (client) => client.probe(3) },
    { name: "reset", within: idle, go: async (client) => (await resetAt(client)).reset() },
    { name: "half closed", within: Math.max(goodbye, idle), go: async (client) => (await finishAt(client)).finish() },
  ];
}
