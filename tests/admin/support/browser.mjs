// A browser at the page, with what a person does there.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const patience = 15_000;
const screenshots = process.env.SCREENSHOTS;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

export class AdminPage {
  errors = [];

  static async open(browser, url) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-US" });
    context.setDefaultTimeout(patience);
    // Fonts and icons from elsewhere are not needed, and may not be reachable.
    await context.route((target) => target.hostname !== "127.0.0.1", (route) => route.abort());
    const page = await context.newPage();
    const self = new AdminPage(page);
    page.on("pageerror", (error) => self.errors.push(String(error.stack ?? error)));
    await page.goto(url);
    return self;
  }

  constructor(page) {
    this.page = page;
  }

  async submitLogin(server, user, password) {
    await this.page.getByLabel("Server URL").fill(server);
    await this.page.getByLabel("Username").fill(user);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Connect" }).click();
  }

  async login(server, user, password) {
    await this.submitLogin(server, user, password);
    await this.page.getByText("Connection", { exact: true }).waitFor({ state: "hidden" });
  }

  /** One of the entries at the left. */
  async go(title) {
    await this.page.locator("nav").getByText(title, { exact: true }).click();
    await this.page.locator(`.v-breadcrumbs__item--disabled:visible:text-is("${title}")`).waitFor();
    // The view that was there before slides away.
    await this.page.waitForFunction(() => document.querySelectorAll("main .v-breadcrumbs").length === 1);
  }

  /** The row of a table that holds all of `texts`. */
  row(...texts) {
    return texts.reduce((rows, text) => rows.filter({ hasText: text }), this.page.locator("tbody tr:visible"));
  }

  async choose(namespace) {
    await this.page.locator(".selector .v-input__slot").click();
    await this.page.getByRole("option", { name: namespace, exact: true }).click();
  }

  async screenshot(name) {
    if (!screenshots) return;
    mkdirSync(screenshots, { recursive: true });
    await this.page.waitForTimeout(400); // transitions; for the picture only
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  close() {
    return this.page.context().close();
  }
}
