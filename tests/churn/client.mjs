// One client of a campaign, up to where it is abandoned.
import { Link } from "./link.mjs";

export const polling = (revision, more = "") => `/socket.io/?EIO=${revision}&transport=polling${more}`;
export const websocket = (revision, more = "") => `/socket.io/?EIO=${revision}&transport=websocket${more}`;
const sidIn = (body) => /"sid":"([^"]+)"/.exec(body)[1];

/** Makes and remembers the connections of one client. */
export class Client {
  links = [];
  /** `ports`: { plain, tls }. */
  constructor(ports) {
    this.ports = ports;
  }
  link(port = this.ports.plain, tls = false) {
    const made = new Link(port, tls);
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
  async join(nsp = "") {
    const link = await this.websocket(4);
    link.frame(`40${nsp}`);
    await link.message(`40${nsp}{`);
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
