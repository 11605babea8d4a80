// Gmail's watch: Pub/Sub pushes to the program, each with a bearer token that Google signed.
import { invalid } from "./google_error.mjs";

const kLifeMs = 7 * 86_400_000;

export class GmailWatch {
  #watch = null;
  #pushes = 0;

  constructor(gmail) {
    this.gmail = gmail;
  }

  clear() {
    [this.#watch, this.#pushes] = [null, 0];
  }

  state() {
    return this.#watch;
  }

  watch(call) {
    const { topicName, labelIds = [], labelFilterBehavior, labelFilterAction } = call.json();
    if (!/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName ?? ""))
      throw invalid("Invalid topicName does not match projects/*/topics/*");
    const exclude = (labelFilterBehavior ?? labelFilterAction ?? "include").toLowerCase() === "exclude";
    this.#watch = { topicName, labelIds, exclude, expiration: this.gmail.clock.now() + kLifeMs };
    call.effect = "watch";
    return {
      body: { historyId: String(this.gmail.store.historyId), expiration: String(this.#watch.expiration) },
    };
  }

  stop(call) {
    this.#watch = null;
    call.effect = "stop";
    return { status: 204 };
  }

  /** The mailbox changed: pushes when somebody watches that label and there is an address to push to. */
  changed(message) {
    const watch = this.#watch;
    if (!watch || !this.gmail.settings.push_url || this.gmail.clock.now() >= watch.expiration) return;
    const meant =
      watch.labelIds.length === 0 ||
      watch.labelIds.some((label) => message.labels.has(label)) !== watch.exclude;
    if (meant) this.gmail.pusher.start(this.#push({}));
  }

  /** POST /_fake/push {url, data, claims, token, unknown_key, history_id, message_id}: a push now, forged as wanted. */
  async pushNow(wish) {
    return { deliveries: await this.gmail.pusher.deliver(this.#push(wish)) };
  }

  #push(wish) {
    const { settings, store, clock } = this.gmail;
    const id = wish.message_id ?? String(2070443601311540 + (this.#pushes += 1));
    const historyId = wish.history_id ?? store.historyId; // a number in the JSON, as Gmail has it
    const data =
      wish.data ??
      Buffer.from(JSON.stringify({ emailAddress: settings.address, historyId })).toString("base64");
    const publishTime = new Date(clock.now()).toISOString();
    const message = { data, messageId: id, message_id: id, publishTime, publish_time: publishTime };
    const body = JSON.stringify({ message, subscription: settings.push_subscription });
    const url = wish.url ?? settings.push_url;
    if (!url) throw new TypeError("push: neither a url nor the setting push_url");
    return () => ({ id, url, body, headers: this.#authorization(wish, url) });
  }

  #authorization(wish, url) {
    if (wish.token !== undefined) return wish.token === null ? {} : { authorization: `Bearer ${wish.token}` };
    const { settings, clock, oauth } = this.gmail;
    const at = Math.floor(clock.now() / 1000);
    const claims = {
      iss: "https://accounts.google.com",
      aud: settings.push_audience ?? url,
      azp: "113774264463038321964",
      sub: "113774264463038321964",
      email: settings.push_email,
      email_verified: true,
      iat: at,
      exp: at + 3600,
      ...wish.claims,
    };
    return { authorization: `Bearer ${oauth.sign(claims, { unknownKey: wish.unknown_key })}` };
  }
}
