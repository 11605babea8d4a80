/** Lists of contacts and companies, a page at a time; one of them with its timeline; and what a person changes. */
import * as api from "../../api/client";
import {
  ApiError,
  type Company,
  type Contact,
  type ContactChange,
  type ContactTask,
  type Erasure,
  type Suppression,
  type TimelineItem,
} from "../../api/client";
import { Pages } from "../../api/pages.svelte";
import { notices } from "../../lib/notices.svelte";
import { say } from "../../lib/strings";
import { new_uuid } from "../../lib/uuid";
import { find_params, kEverybody, type Find } from "./find";

export type Kind = "contacts" | "companies";

export class Directory {
  find = $state.raw<Find>(kEverybody);
  kind = $state<Kind>("contacts");
  /** The one that is open. */
  contact = $state.raw<Contact | null>(null);
  company = $state.raw<Company | null>(null);
  missing = $state<string | null>(null);
  suppressions = $state.raw<readonly Suppression[]>([]);
  tasks = $state.raw<readonly ContactTask[]>([]);
  private open_id_: string | null = null;

  readonly contacts: Pages<Contact>;
  readonly companies: Pages<Company>;
  readonly timeline: Pages<TimelineItem>;
  readonly people: Pages<Contact>;

  constructor(readonly signed_out: () => void) {
    this.contacts = new Pages((after) => api.list_contacts(find_params(this.find), after), signed_out);
    this.companies = new Pages((after) => api.list_companies(this.find.q, after), signed_out);
    this.timeline = new Pages(
      (after) => api.list_timeline(this.kind, this.open_id_ ?? "", after),
      signed_out,
    );
    this.people = new Pages(
      (after) => api.list_contacts(find_params({ ...kEverybody, company_id: this.open_id_ ?? "" }), after),
      signed_out,
    );
  }

  async open_list(kind: Kind, find: Find): Promise<void> {
    this.close_();
    this.kind = kind;
    this.find = find;
    await (kind === "contacts" ? this.contacts : this.companies).open();
  }

  async open_contact(contact_id: string): Promise<void> {
    if (this.open_id_ !== contact_id) this.close_();
    this.kind = "contacts";
    this.open_id_ = contact_id;
    await this.attempt_(async () => {
      const contact = await api.get_contact(contact_id);
      if (this.open_id_ !== contact_id) return;
      this.contact = contact;
      await Promise.all([this.timeline.open(), this.read_standing_(contact)]);
    });
  }

  async open_company(company_id: string): Promise<void> {
    if (this.open_id_ !== company_id) this.close_();
    this.kind = "companies";
    this.open_id_ = company_id;
    await this.attempt_(async () => {
      const company = await api.get_company(company_id);
      if (this.open_id_ !== company_id) return;
      this.company = company;
      await Promise.all([this.timeline.open(), this.people.open()]);
    });
  }

  /** A change by hand. Somebody else's that came before it is shown, and nothing is overwritten. */
  async change(fields: Omit<ContactChange, "version">): Promise<void> {
    const contact = this.contact;
    if (!contact) return;
    await this.attempt_(async () => {
      this.contact = await api.update_contact(contact, fields);
      await this.timeline.open();
    });
  }

  async add_note(text: string): Promise<boolean> {
    return this.add_(() => api.add_contact_note(this.open_id_ ?? "", text, new_uuid()), say.note_added);
  }

  async add_task(title: string, due_date: string): Promise<boolean> {
    const contact_id = this.open_id_ ?? "";
    return this.add_(() => api.add_task({ contact_id, title, due_date }, new_uuid()), say.task_added);
  }

  async finish_task(task: ContactTask): Promise<void> {
    await this.add_(() => api.finish_task(task), say.task_done);
  }

  async suppress(reason: Suppression["reason"], source: string): Promise<boolean> {
    const address = this.contact?.email ?? "";
    return this.add_(() => api.add_suppression({ address, reason, source }, new_uuid()), say.suppressed_done);
  }

  /** What an erasure would take. */
  async preview_erasure(): Promise<Erasure | null> {
    const contact = this.contact;
    let found: Erasure | null = null;
    if (contact) {
      await this.attempt_(async () => {
        found = await api.erase_contact(contact.contact_id, contact.email, true);
      });
    }
    return found;
  }

  async erase(confirm: string): Promise<boolean> {
    const contact = this.contact;
    if (!contact) return false;
    return this.attempt_(async () => {
      await api.erase_contact(contact.contact_id, confirm, false);
      notices.show("good", say.erased);
    });
  }

  private async add_(request: () => Promise<unknown>, done: string): Promise<boolean> {
    const id = this.open_id_;
    return this.attempt_(async () => {
      await request();
      notices.show("good", done);
      if (id !== null && this.open_id_ === id) await this.open_contact(id);
    });
  }

  private async read_standing_(contact: Contact): Promise<void> {
    const [standing, tasks] = await Promise.all([
      api.check_suppression(contact.email),
      api.list_tasks(contact.contact_id),
    ]);
    if (this.open_id_ !== contact.contact_id) return;
    this.suppressions = standing.suppressions;
    this.tasks = tasks.items;
  }

  /** True when it was done; what was refused is said in the server's words. */
  private async attempt_(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.signed_out();
      } else if (error instanceof ApiError && error.status === 404 && !this.contact && !this.company) {
        this.missing = error.message;
      } else {
        const lines = error instanceof ApiError ? [error.message] : [say.no_answer];
        notices.show("bad", say.not_done, { lines });
      }
      return false;
    }
  }

  private close_(): void {
    this.open_id_ = null;
    this.contact = null;
    this.company = null;
    this.missing = null;
    this.suppressions = [];
    this.tasks = [];
    this.timeline.clear();
    this.people.clear();
  }
}
