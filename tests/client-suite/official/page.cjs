// In a browser a Manager without an address talks to the server of its page, and that is what the cases of "reconnect
// timeout" are about. Node has no page: they would be refused by port 80, sooner or later than their clock expects.
const page = { protocol: "http:", hostname: "localhost", port: "3210", host: "localhost:3210" };

exports.mochaHooks = {
  beforeEach() {
    if (this.currentTest.parent.title === "reconnect timeout") globalThis.location = page;
  },
  afterEach() {
    delete globalThis.location;
  },
};
