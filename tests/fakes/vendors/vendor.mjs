// What all fakes share: settings, the plan, the ledger, the clock, and the controls under /_fake/.
import { Clock } from "./clock.mjs";
import { Ledger } from "./ledger.mjs";
import { Plan } from "./plan.mjs";
import { Pusher } from "./push.mjs";

export class Vendor {
  constructor(name, { defaults, ledger_dir = null }) {
    this.name = name;
    this.defaults = defaults;
    this.settings = structuredClone(defaults);
    this.clock = new Clock();
    this.plan = new Plan();
    this.ledger = new Ledger(name, this.clock, ledger_dir);
    this.pusher = new Pusher(this);
    this.controls = this.#commonControls();
  }

  headers() {
    return {};
  }

  guard() {}

  /** Merges into the settings. Throws TypeError for a name that there is not. */
  configure(given) {
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(this.defaults, name)) {
        throw new TypeError(
          `${this.name}: no setting "${name}"; there are ${Object.keys(this.defaults).join(", ")}`,
        );
      }
    }
    Object.assign(this.settings, structuredClone(given));
    this.pusher.attempts = this.settings.push_attempts ?? 1;
  }

  /** As it was at the start: settings, plan, clock, ledger and what the vendor keeps. */
  reset() {
    this.settings = structuredClone(this.defaults);
    this.pusher.attempts = this.settings.push_attempts ?? 1;
    this.pusher.forget();
    this.plan.set([]);
    this.clock.reset();
    this.ledger.reset();
    this.clear();
  }

  #commonControls() {
    return {
      plan: (call) => {
        if (call.method === "POST") this.plan.set(JSON.parse(call.body.toString() || "[]"));
        return this.plan.state();
      },
      settings: (call) => {
        this.configure(call.json());
        return this.settings;
      },
      clock: (call) => {
        this.clock.set(call.json());
        return { now: new Date(this.clock.now()).toISOString() };
      },
      ledger: (call) => this.ledger.rows(call.query.get("kind")),
      state: () => ({
        now: new Date(this.clock.now()).toISOString(),
        settings: this.settings,
        ...this.state(),
      }),
      reset: () => this.reset(),
      release: async () => ({ deliveries: await this.pusher.release() }),
      idle: () => this.pusher.idle(),
    };
  }
}
