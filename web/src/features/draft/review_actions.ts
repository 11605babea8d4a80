/** What can be done on the review page: the part of the registry that is there while it is shown. */
import type { Action } from "../../lib/actions";
import { say } from "../../lib/strings";
import type { Action as Step } from "./decide";
import type { Review } from "./review.svelte";

interface PageMoves {
  focus_filter: () => void;
  enter: () => void;
  leave: () => void;
  scroll: (direction: 1 | -1) => void;
}

export function review_actions(review: Review, page: PageMoves): readonly Action[] {
  const step = (action: Step, more: Omit<Action, "group" | "run" | "when">): Action => ({
    group: "Decide",
    when: () => review.why_not_now(action),
    run: () => review.act(action),
    ...more,
  });
  const move = (id: string, title: string, keys: string[], run: () => void, repeats = false): Action => ({
    id: `draft.${id}`,
    group: "Move",
    title,
    keys,
    run,
    repeats,
  });
  return [
    step("approve", { id: "draft.approve", title: "Approve, and go to the next", keys: ["1"], undo: true }),
    {
      id: "draft.approve_send",
      group: "Decide",
      title: "Approve and send now",
      keys: ["Shift+1"],
      when: () => (review.shown?.status === "APPROVED" ? null : review.blocked_because("approve")),
      run: () => review.approve_and_send(),
    },
    step("edit", { id: "draft.edit", title: "Edit", keys: ["2", "e"] }),
    step("reject", { id: "draft.reject", title: "Reject, with a reason", keys: ["3"], danger: true }),
    step("snooze", { id: "draft.snooze", title: "Snooze until a time", keys: ["h"], undo: true }),
    {
      id: "draft.wake",
      group: "Decide",
      title: "End the snooze",
      keys: ["H"],
      when: () => (review.may_wake ? review.why_not_now("snooze") : say.not_snoozed),
      run: () => review.snooze(null),
    },
    {
      id: "draft.not_a_lead",
      group: "Decide",
      title: "Not a lead: no more drafts to them",
      // Where the keyboard has "!" on Shift-1, that key is "Approve and send": N does the same as "!".
      keys: ["N", "!"],
      danger: true,
      when: () => review.blocked_because("reject"),
      run: () => void review.not_a_lead(),
    },
    step("send", { id: "draft.send", title: "Send an approved draft", keys: ["s"] }),
    {
      id: "draft.send_last",
      group: "Decide",
      title: "Send the one approved last",
      keys: ["S"],
      run: () => review.send_last_approved(),
    },
    step("withdraw", { id: "draft.withdraw", title: "Withdraw the approval", keys: ["u"], danger: true }),
    {
      id: "draft.undo",
      group: "Decide",
      title: "Undo the last decision",
      keys: ["z"],
      run: () => review.undo_last(),
    },
    move("pick", "Choose this draft, or no longer", ["x"], () => review.pick()),
    move("pick_next", "Choose this draft and the next", ["J"], () => review.pick_on(1), true),
    move("pick_previous", "Choose this draft and the one before", ["K"], () => review.pick_on(-1), true),
    move("next_point", "Next point to look at", ["n"], () => review.step_point(1)),
    move("previous_point", "Previous point", ["p"], () => review.step_point(-1)),
    move("next", "Next draft", ["j", "ArrowDown"], () => review.move(1), true),
    move("previous", "Previous draft", ["k", "ArrowUp"], () => review.move(-1), true),
    move("scroll_down", "Scroll down", [" ", "PageDown"], () => page.scroll(1), true),
    move("scroll_up", "Scroll up", ["Shift+ ", "PageUp"], () => page.scroll(-1), true),
    move("enter", "Into the draft", ["Enter"], page.enter),
    move("filter", "Filter the list", ["/"], page.focus_filter),
    move("next_list", "Next list", ["]"], () => review.step_view(1)),
    move("previous_list", "Previous list", ["["], () => review.step_view(-1)),
    move("leave", "Dismiss, close, back", ["Escape"], page.leave),
  ];
}
