/** The policy packs: asks for them, and switches one on or off. */
import { attempt } from "../../api/attempt";
import { list_policy_packs, switch_policy_pack, type PolicyPack } from "../../api/client";
import { notices } from "../../lib/notices.svelte";

export class Packs {
  list = $state.raw<PolicyPack[] | null>(null);
  failed = $state(false);
  /** The pack that is being switched. */
  busy = $state<string | null>(null);

  constructor(private readonly on_signed_out_: () => void) {}

  async open(): Promise<void> {
    const is_done = await attempt(
      async () => {
        this.list = await list_policy_packs();
      },
      this.on_signed_out_,
      () => true,
    );
    this.failed = !is_done;
  }

  async turn(pack: PolicyPack, enabled: boolean): Promise<void> {
    if (this.busy !== null) return;
    this.busy = pack.pack_id;
    await attempt(async () => {
      const now = await switch_policy_pack(pack.pack_id, enabled);
      this.list = (this.list ?? []).map((each) => (each.pack_id === now.pack_id ? now : each));
      notices.show("good", `${now.name} is ${now.enabled ? "on" : "off"}.`);
    }, this.on_signed_out_);
    this.busy = null;
  }
}
