// What the editor asks the server. A session may end while someone draws: when they have signed in
// again, in another tab, its token is read anew, and what was asked is asked once more.
"use strict";
(function () {
  const meta = (page, name) => page.querySelector(`meta[name="${name}"]`)?.content;

  class Problem extends Error {
    constructor(status, body) {
      super(body.detail || "");
      Object.assign(this, { status, body });
    }

    get signedOut() {
      return this.status === 401 || (this.body.type || "").endsWith("form.outdated");
    }
  }

  class Server {
    constructor({ base, own }, words) {
      Object.assign(this, { base, own, words, token: meta(document, "csrf") });
    }

    get(path, values, signal) {
      return this.ask(`${path}?${new URLSearchParams(values)}`, { signal });
    }

    post(path, body) {
      return this.ask(path, { method: "POST", body: JSON.stringify(body) });
    }

    async ask(path, options) {
      try {
        return await this.once(path, options);
      } catch (error) {
        if (!error.signedOut) throw error;
        if (!(await this.renew())) throw new Problem(401, { detail: this.words.say("signed_out"), link: this.own });
        return this.once(path, options);
      }
    }

    async once(path, options) {
      const headers = { accept: "application/json", "content-type": "application/json", "x-csrf": this.token };
      const answer = await this.fetched(this.base + path, { headers, ...options });
      const body = await answer.json().catch(() => ({ detail: this.words.say("failed") }));
      if (!answer.ok) throw new Problem(answer.status, body);
      return body;
    }

    async fetched(address, options) {
      try {
        return await fetch(address, options);
      } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Problem(0, { detail: this.words.say("failed") });
      }
    }

    /** Read the token of the session there is now; say whether it is the same person's. */
    async renew() {
      const text = await (await this.fetched(this.own)).text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const token = meta(page, "csrf");
      if (!token || meta(page, "account") !== meta(document, "account")) return false;
      this.token = token;
      return true;
    }
  }

  Object.assign(Rita, { Problem, Server, account: meta(document, "account") });
})();
