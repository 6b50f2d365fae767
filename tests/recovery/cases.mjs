// What may happen to a client. Each case brings its problems; `fault` names the known fault of the reference that it
// meets there, `chance` one that it may meet.
import { RawClient } from "./raw.mjs";
import { Traveller, modes, sleep, until } from "./people.mjs";

const perSecond = 50;
// Between two polls nothing tells the reference that the connection is gone.
const chance = (how, polls) => (how !== "freeze" && polls ? "half-open" : undefined);
const allModes = Object.entries(modes);
let rooms = 0;
const freshRoom = () => `room ${++rooms}`;

/** Who has got everything has nothing more to wait for; a double comes soon after. */
async function settled(traveller, publisher) {
  await until(() => traveller.received.length >= publisher.sent.get(traveller.room), 10_000);
  await sleep(300);
}

/** Loses the connection under traffic, three times. */
function losses(how, seconds, [mode, transports]) {
  return {
    name: `${how}, ${seconds} s, ${mode}`,
    fault: how === "freeze" && seconds < 45 ? "half-open" : undefined, // then the server has noticed by its heartbeat
    chance: chance(how, transports.at(-1) === "polling"),
    async *run({ server, publisher, loops }) {
      const traveller = await Traveller.open(server.port, transports, freshRoom());
      await traveller.settle();
      const stop = publisher.flood(traveller.room, perSecond);
      await sleep(500);
      for (let i = 0; i < (seconds <= 1 ? 3 : 1); i += 1) {
        await traveller.lose(how, seconds);
        await sleep(500);
        // Only now the server hears that the old connection is gone; the client on the new one must not suffer.
        traveller.proxy.bury();
        await sleep(500);
      }
      stop();
      await settled(traveller, publisher);
      loops.push(...traveller.connects);
      yield* traveller.problems(publisher.sent.get(traveller.room));
      traveller.close();
    },
  };
}

/** Twenty times, at any moment of connecting, upgrading and receiving. */
function manyCuts(how, [mode, transports]) {
  return {
    name: `20 times ${how} at any moment, ${mode}`,
    fault: how === "freeze" ? "half-open" : undefined,
    chance: chance(how, transports[0] === "polling"),
    async *run({ server, publisher, loops, random }) {
      const traveller = await Traveller.open(server.port, transports, freshRoom());
      await traveller.settle();
      const stop = publisher.flood(traveller.room, perSecond);
      await until(() => traveller.received.length > 0);
      for (let i = 0; i < 20; i += 1) {
        const got = traveller.received.length;
        await traveller.lose(how, 0.05);
        if (how === "freeze") traveller.proxy.bury();
        // Sometimes before it has got anything.
        if (random() < 0.5) await until(() => traveller.received.length > got, 1_000);
        await sleep(random() * 150);
      }
      stop();
      await settled(traveller, publisher);
      loops.push(...traveller.connects);
      yield* traveller.problems(publisher.sent.get(traveller.room));
      traveller.close();
    },
  };
}

function zeroEvents([mode, transports]) {
  return {
    name: `no event before the cut, ${mode}`,
    fault: "zero-event client",
    async *run({ server, publisher }) {
      const traveller = await Traveller.open(server.port, transports, freshRoom());
      await traveller.settle();
      const back = traveller.lose("reset", 1);
      for (let i = 0; i < 20; i += 1) await publisher.tell(traveller.room);
      await back;
      await publisher.tell(traveller.room);
      await settled(traveller, publisher);
      yield* traveller.problems(21);
      traveller.close();
    },
  };
}

/**
 * On a server that remembers events for a few seconds, a client hears nothing for longer; others do. Then it loses its
 * connection, and there is something for it: after the server has noticed, or ("freeze") while it still sends into the
 * dead connection.
 */
function idle(how, [mode, transports]) {
  return {
    name: `no event for longer than the server remembers them, then ${how}, ${mode}`,
    fault: how === "freeze" ? "half-open" : "idle client after pruning",
    needs: "forgetful",
    async *run({ server, publisher, forgetsAfter }) {
      const traveller = await Traveller.open(server.port, transports, freshRoom());
      await traveller.settle();
      await publisher.tell(traveller.room);
      await until(() => traveller.received.length === 1);
      const stop = publisher.flood("elsewhere", 5);
      await sleep(forgetsAfter);
      const back = traveller.lose(how, 1);
      await sleep(200);
      for (let i = 0; i < 20; i += 1) await publisher.tell(traveller.room);
      await back;
      stop();
      await publisher.tell(traveller.room);
      await settled(traveller, publisher);
      yield* traveller.problems(22);
      traveller.close();
    },
  };
}

/** Joins, gets one event, loses its connection: what it comes back with. */
async function lostClient(server, publisher, room) {
  const client = new RawClient(server.port);
  const { sid, pid } = await client.join();
  await client.enter(room);
  await publisher.tell(room);
  const [, , offset] = JSON.parse((await client.next('42["told"')).slice(2));
  client.terminate();
  await sleep(200);
  return { sid, pid, offset };
}

const usedTwice = {
  name: "a session is not handed out to two connections",
  fault: "session used twice",
  async *run({ server, publisher }) {
    const room = freshRoom();
    const { sid, pid, offset } = await lostClient(server, publisher, room);
    const first = new RawClient(server.port);
    if ((await first.join({ pid, offset })).sid !== sid) yield "the first who came back was not recovered";
    const second = new RawClient(server.port);
    const { sid: other } = await second.join({ pid, offset });
    await sleep(300);
    // Nobody but the client knows its pid, so the second may take the first one's place: then that one is over.
    if (other === sid && !first.closed) yield "two live connections have one id";
    const owner = other === sid ? second : first;
    if (owner === second) first.terminate();
    else second.terminate();
    await sleep(200);
    for (let i = 0; i < 3; i += 1) await publisher.tell(room);
    await sleep(300);
    if (owner.closed) yield "nobody has the session any more";
    else if (owner.told().join() !== "1,2,3")
      yield `the one who has the session got ${owner.told().join() || "nothing"} of 1,2,3`;
    first.terminate();
    second.terminate();
  },
};

const usedAtOnce = {
  name: "two who come back at the same time are not both recovered",
  fault: "session used twice",
  async *run({ server, publisher }) {
    const room = freshRoom();
    const { sid, pid, offset } = await lostClient(server, publisher, room);
    const both = [new RawClient(server.port), new RawClient(server.port)];
    const joined = await Promise.allSettled(both.map((client) => client.join({ pid, offset })));
    await sleep(300);
    const alive = both.filter((client, i) => !client.closed && joined[i].value?.sid === sid);
    if (alive.length !== 1) yield `${alive.length} live connections have the id`;
    await publisher.tell(room);
    await sleep(300);
    if (alive.length > 0 && alive[0].told().join() !== "1")
      yield `the one who has the session got ${alive[0].told().join() || "nothing"} of 1`;
    both.forEach((client) => client.terminate());
  },
};

const goneForGood = {
  name: "who stays away for longer than allowed gets a new session",
  needs: "forgetful",
  async *run({ server, publisher, forgetsAfter }) {
    const { sid, pid, offset } = await lostClient(server, publisher, freshRoom());
    await sleep(forgetsAfter);
    const client = new RawClient(server.port);
    const again = await client.join({ pid, offset });
    if (again.sid === sid) yield "it was recovered";
    if (again.pid === undefined || again.pid === pid) yield "it got no new session";
    client.terminate();
  },
};

/** `retries` of the client: an event is sent again until it is acknowledged. */
function retried(name, event, lose) {
  return {
    name: `an event is carried out once when ${name}`,
    fault: "retried event carried out twice",
    async *run({ server, publisher }) {
      const traveller = await Traveller.open(server.port, ["websocket"], freshRoom(), {
        retries: 5,
        ackTimeout: 1_000,
      });
      await sleep(100);
      const key = crypto.randomUUID();
      const answered = new Promise((resolve) =>
        traveller.socket.emit(event, key, (error, times) => resolve(error ?? times)),
      );
      await lose(traveller);
      const answer = await Promise.race([answered, sleep(10_000)]);
      await sleep(1_000);
      const times = await publisher.executed(key);
      if (times !== 1) yield `it was carried out ${times} times`;
      if (answer !== 1) yield `it was acknowledged with ${answer}`;
      traveller.close();
    },
  };
}

const retries = [
  retried("its acknowledgement is lost with the connection", "count", async ({ proxy }) => {
    proxy.mute();
    await sleep(200);
    proxy.cut("reset");
    await sleep(300);
    proxy.restore();
  }),
  retried("its acknowledgement is late", "count slowly", async ({ proxy }) => {
    // The handler needs 600 ms, the network holds its answer back until the client has asked again.
    proxy.mute();
    await sleep(1_200);
    proxy.restore();
  }),
  retried("the connection breaks while the handler is at work", "count slowly", async ({ proxy }) => {
    await sleep(100);
    proxy.cut("reset");
    await sleep(100);
    proxy.restore();
  }),
];

/** All cases with losses of these durations, seconds. */
export function allCases(durations) {
  const hows = ["reset", "fin", "freeze"];
  return [
    ...durations.flatMap((seconds) => hows.flatMap((how) => allModes.map((mode) => losses(how, seconds, mode)))),
    ...["reset", "freeze"].flatMap((how) => allModes.map((mode) => manyCuts(how, mode))),
    ...allModes.map(zeroEvents),
    ...["reset", "freeze"].flatMap((how) => allModes.map((mode) => idle(how, mode))),
    usedTwice,
    usedAtOnce,
    goneForGood,
    ...retries,
  ];
}
