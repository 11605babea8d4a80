// What a HubSpot account keeps: records with their versions, associations, merges. No HTTP in here.
import { defaultAssociation, kTypes } from "./crm_schema.mjs";

const iso = (at) => new Date(at).toISOString();

export class CrmStore {
  constructor(clock) {
    this.clock = clock;
    this.clear();
  }

  clear() {
    this.records = new Map(Object.keys(kTypes).map((type) => [type, new Map()]));
    this.byEmail = new Map(); // address -> contact id
    this.mergedInto = new Map(); // "type/id" -> surviving id
    this.links = new Map(); // "type/id" -> Map("type/id" -> Set of type ids)
    this.lastId = 10_000;
  }

  /** The record of that id, or the one that it was merged into; archived ones too; null when there is none. */
  find(type, id) {
    const records = this.records.get(type);
    return records.get(String(this.mergedInto.get(`${type}/${id}`) ?? id)) ?? null;
  }

  findByEmail(email) {
    return this.find("contacts", this.byEmail.get(email?.trim().toLowerCase()));
  }

  all(type) {
    return [...this.records.get(type).values()];
  }

  create(type, properties, { id = null } = {}) {
    const now = this.clock.now();
    const record = {
      type,
      id: String(id ?? (this.lastId += 1)),
      createdAt: now,
      archived: false,
      properties: {},
      versions: [],
    };
    this.lastId = Math.max(this.lastId, Number(record.id));
    record.properties = { hs_object_id: record.id, [kTypes[type].created]: iso(now) };
    this.records.get(type).set(record.id, record);
    this.write(record, properties);
    return record;
  }

  /** Sets properties; an empty value empties. */
  write(record, properties) {
    const now = this.clock.now();
    const clean = { ...properties };
    if (record.type === "contacts" && clean.email) clean.email = clean.email.trim().toLowerCase();
    if (record.properties.email && clean.email !== undefined) this.byEmail.delete(record.properties.email);
    if (clean.email) this.byEmail.set(clean.email, record.id);
    const values = Object.entries(clean).map(([name, value]) => [name, value === "" ? null : value]);
    Object.assign(record.properties, Object.fromEntries(values), {
      [kTypes[record.type].modified]: iso(now),
    });
    record.updatedAt = now;
    this.#keepVersion(record);
  }

  archive(record) {
    [record.archived, record.archivedAt] = [true, this.clock.now()];
    if (record.properties.email) this.byEmail.delete(record.properties.email);
    this.#keepVersion(record);
  }

  #keepVersion(record) {
    const { archived, properties } = record;
    record.versions.push({ at: this.clock.now(), archived, properties: { ...properties } });
  }

  /** The record as the search index knew it at `at`; null when it did not yet. */
  versionAt(record, at) {
    return record.versions.findLast((version) => version.at <= at) ?? null;
  }

  /** The second becomes part of the first: its id leads there, its links and addresses move. */
  merge(survivor, other) {
    const key = (record) => `${record.type}/${record.id}`;
    for (const [to, ids] of this.links.get(key(other)) ?? []) {
      const [toType, toId] = to.split("/");
      this.#link(key(survivor), to, ids);
      this.#link(to, key(survivor), [defaultAssociation(toType, survivor.type)]);
      this.links.get(`${toType}/${toId}`)?.delete(key(other));
    }
    this.links.delete(key(other));
    const address = other.properties.email;
    const filled = Object.entries(other.properties).filter(
      ([name, value]) => value !== null && (survivor.properties[name] ?? null) === null,
    );
    this.records.get(other.type).delete(other.id);
    this.mergedInto.set(key(other), survivor.id);
    for (const [from, to] of this.mergedInto)
      if (to === other.id && from.startsWith(`${other.type}/`)) this.mergedInto.set(from, survivor.id);
    const merged = [survivor.properties.hs_merged_object_ids, other.properties.hs_merged_object_ids, other.id]
      .filter(Boolean)
      .join(";");
    this.write(survivor, { ...Object.fromEntries(filled), hs_merged_object_ids: merged });
    if (address) this.byEmail.set(address, survivor.id);
  }

  #link(from, to, typeIds) {
    if (!this.links.has(from)) this.links.set(from, new Map());
    const known = this.links.get(from).get(to) ?? new Set();
    typeIds.forEach((typeId) => known.add(typeId));
    this.links.get(from).set(to, known);
  }

  /** Both ways, as HubSpot keeps it. */
  associate(from, to, typeId) {
    const [a, b] = [`${from.type}/${from.id}`, `${to.type}/${to.id}`];
    this.#link(a, b, [typeId]);
    this.#link(b, a, [defaultAssociation(to.type, from.type)]);
  }

  dissociate(from, to) {
    const [a, b] = [`${from.type}/${from.id}`, `${to.type}/${to.id}`];
    this.links.get(a)?.delete(b);
    this.links.get(b)?.delete(a);
  }

  /** [{id, typeIds}] of a type that a record is linked with. */
  linked(record, toType) {
    const links = [...(this.links.get(`${record.type}/${record.id}`) ?? [])];
    return links
      .map(([to, typeIds]) => ({ type: to.split("/")[0], id: to.split("/")[1], typeIds: [...typeIds] }))
      .filter(({ type, id }) => type === toType && !this.find(type, id)?.archived);
  }
}
