// The page of @socket.io/admin-ui, unchanged, in a browser: what it shows is true, and what it does happens.
import assert from "node:assert/strict";
import { hostname } from "node:os";
import { after, before, describe, it } from "node:test";
import { createRequire } from "node:module";
import { AdminPage, launch } from "./support/browser.mjs";
import { connect, io, ioV2, next } from "./support/clients.mjs";
import { startPage, startServer } from "./support/server.mjs";

const bcrypt = createRequire(import.meta.url)("bcryptjs");
const password = "correct horse";
const hash = bcrypt.hashSync(password, 6);

let browser;
let files;
before(async () => {
  [browser, files] = await Promise.all([launch(), startPage()]);
});
after(async () => {
  await browser?.close();
  await files?.stop();
});

describe("in development mode", () => {
  let server;
  let page;
  let alice;
  let bob;
  let carol;
  let old;
  const all = () => [alice, bob, carol, old];

  before(async () => {
    server = await startServer("--user", "admin", "--password-hash", hash, "--origin", files.url);
    [alice, bob, carol, old] = await Promise.all([
      connect(server.url, { transports: ["websocket"], auth: { token: "secret-auth" } }),
      connect(server.url, { transports: ["polling"], query: { token: "secret-query" } }),
      connect(`${server.url}/team-red`, { transports: ["websocket"], extraHeaders: { cookie: "c=secret-cookie" } }),
      connect(server.url, { transports: ["websocket"] }, ioV2),
    ]);
    await bob.emitWithAck("join", "lobby");
    page = await AdminPage.open(browser, files.url);
  });
  after(async () => {
    for (const socket of all()) socket?.close();
    await page?.close();
    await server?.stop();
  });

  it("lets nobody in with a wrong password", async () => {
    await page.submitLogin(server.url, "admin", "wrong");
    await page.page.getByText("Invalid credentials").waitFor();
  });

  it("lets in with the right one", async () => {
    await page.login(server.url, "admin", password);
    assert.match(await page.page.evaluate(() => localStorage.getItem("session_id")), /^[\w-]{40}$/);
  });

  it("shows the server", async () => {
    await page.go("Servers");
    await page.row(hostname(), String(server.pid)).waitFor();
    await page.screenshot("servers");
  });

  it("shows the sockets of every namespace", async () => {
    await page.go("Sockets");
    await page.row(alice.id, "127.0.0.1", "WebSocket").waitFor();
    await page.row(bob.id, "HTTP long-polling").waitFor();
    await page.screenshot("sockets");
    await page.choose("/team-red");
    await page.row(carol.id).waitFor();
    await page.choose("/");
    await page.row(alice.id).waitFor();
  });

  it("shows the clients, each with its number of sockets", async () => {
    const more = io(`${server.url}/team-blue`, { multiplex: true, forceNew: true, transports: ["websocket"] });
    const second = more.io.socket("/team-green");
    await Promise.all([next(more, "connect"), next(second, "connect")]);
    await page.go("Clients");
    await page.row(/\s2\s/).waitFor();
    await page.screenshot("clients");
    more.io._close();
    await page.row(/\s2\s/).waitFor({ state: "detached" });
  });

  it("shows neither tokens, nor cookies, nor the session ids of clients", async () => {
    await page.go("Sockets");
    for (const row of await page.page.locator("tbody tr").all()) {
      await row.locator("td").first().click();
      await page.page.getByText("Initial HTTP request").waitFor();
      const text = await page.page.locator("main").innerText();
      assert.doesNotMatch(text, /secret/);
      for (const socket of all()) assert.ok(!text.includes(socket.io.engine.id));
      await page.screenshot("socket");
      await page.go("Sockets");
    }
  });

  it("makes a socket join a room, and it is really there", async () => {
    await page.go("Sockets");
    await page.row(alice.id).click();
    await page.page.getByLabel("Join a room").fill("lobby");
    await page.page.getByRole("button", { name: "Join" }).or(page.page.locator("form button[type=submit]")).first().click();
    await page.page.locator(".v-card", { hasText: "Rooms" }).getByText("lobby", { exact: true }).waitFor();
    await page.screenshot("joined");
    const said = next(alice, "said");
    bob.emit("say", "lobby", "hello lobby");
    assert.deepEqual(await said, ["hello lobby"]);
  });

  it("shows rooms with their number of sockets", async () => {
    await page.go("Rooms");
    await page.row("lobby", /\s2\s/).waitFor();
    await page.screenshot("rooms");
  });

  it("shows events as they happen", async () => {
    await page.go("Events");
    await page.row(bob.id, "Event received", "say").waitFor();
    await page.row(alice.id, "Event sent", "said").waitFor();
    await page.row(alice.id, "Room joined", "lobby").waitFor();
    await page.screenshot("events");
  });

  it("shows data that the server changes", async () => {
    await page.go("Sockets");
    await page.row(bob.id).click();
    await page.page.getByText('"greeted": true').waitFor();
  });

  it("shows an upgrade", async () => {
    const moving = await connect(server.url, { transports: ["polling", "websocket"] });
    await page.go("Sockets");
    const { id } = moving;
    await page.row(id, "WebSocket").waitFor();
    moving.close();
    await page.row(id).waitFor({ state: "detached" });
  });

  it("makes a socket leave a room, and it is really gone", async () => {
    await page.go("Sockets");
    await page.row(alice.id).click();
    await page.row("lobby").locator("button").click();
    // The page then goes to the room, as for every click on its row.
    await page.row(bob.id).waitFor();
    await page.row(alice.id).waitFor({ state: "detached" });
    let heard = false;
    alice.on("said", () => (heard = true));
    bob.emit("say", "lobby", "nobody hears this");
    await bob.emitWithAck("join", "lobby"); // the server has carried out what came before
    await alice.emitWithAck("join", "other"); // and what it sent to alice before has arrived
    assert.equal(heard, false);
  });

  it("clears a room", async () => {
    await page.go("Rooms");
    await page.row("other").locator("button").first().click();
    await page.go("Rooms");
    await page.row("lobby").waitFor();
    await page.row("other").waitFor({ state: "detached" });
  });

  it("disconnects a socket, and the client really is", async () => {
    await page.go("Sockets");
    const gone = next(alice, "disconnect");
    const { id } = alice;
    await page.row(id).locator("button").click();
    assert.deepEqual((await gone).slice(0, 1), ["io server disconnect"]);
    await page.go("Sockets");
    await page.row(bob.id).waitFor();
    await page.row(id).waitFor({ state: "detached" });
  });

  it("disconnects a whole client, also one of version 2 whose id it does not know", async () => {
    const gone = next(old.io.engine, "close");
    await page.go("Sockets");
    await page.row("127.0.0.1").filter({ hasNotText: bob.id }).click();
    await page.page.locator("tr", { hasText: "connected" }).locator("button").first().click();
    await gone;
    assert.equal(old.connected, false);
  });

  it("comes back with its session after a reload", async () => {
    await page.page.reload();
    await page.go("Sockets");
    await page.row(bob.id).waitFor();
    assert.equal(await page.page.getByLabel("Password").isVisible(), false);
  });

  it("shows the dashboard", async () => {
    await page.page.locator("nav").getByText("Dashboard", { exact: true }).click();
    await page.page.getByText("Bytes received and sent").waitFor();
    await page.page.locator("tr", { hasText: "/team-red" }).waitFor();
    await page.screenshot("dashboard");
  });

  it("had no error in the page", () => assert.deepEqual(page.errors, []));
});

it("shows only numbers in production mode, and may only read", async () => {
  const server = await startServer("--production", "--read-only", "--origin", files.url);
  const page = await AdminPage.open(browser, files.url);
  const client = await connect(server.url, { transports: ["websocket"] });
  await page.login(server.url, "", "");
  await page.page.getByText("Bytes received and sent").waitFor();
  assert.deepEqual(await page.page.locator("nav .v-list-item__title").allInnerTexts(), ["Dashboard", "Servers"]);
  await page.screenshot("production");

  // What a page of one's own might try.
  const admin = await connect(`${server.url}/admin`);
  admin.emit("_disconnect", "/", true);
  const counted = new Set();
  while (!counted.has("bytesIn") || !counted.has("bytesOut")) {
    const [stats] = await next(admin, "server_stats");
    for (const { type, count } of stats.aggregatedEvents) {
      assert.ok(count > 0);
      counted.add(type);
    }
  }
  assert.equal(client.connected, true);
  admin.close();
  client.close();
  await page.close();
  await server.stop();
});
