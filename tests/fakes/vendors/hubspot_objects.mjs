// HubSpot's records over HTTP: one, lists, batches, search, merges, associations.
import { defaultAssociation, faultsOf, kTypes, targetOf, typeOf } from "./crm_schema.mjs";
import { badValues, exists, invalid, missing, notFound } from "./hubspot_error.mjs";
import { search } from "./hubspot_search.mjs";

const kMostBatch = 100;
const iso = (at) => new Date(at).toISOString();
const listOf = (query, name) =>
  query
    .getAll(name)
    .flatMap((text) => text.split(","))
    .filter(Boolean);

function shown(record, wanted, values = record.properties) {
  const { created, modified, shown: standard } = kTypes[record.type];
  const names = wanted.length > 0 ? [...new Set([...wanted, created, modified, "hs_object_id"])] : standard;
  const known = names.filter((name) => kTypes[record.type].properties.has(name)); // HubSpot leaves out what it does not know
  const always = values.hs_merged_object_ids ? { hs_merged_object_ids: values.hs_merged_object_ids } : {};
  return {
    id: record.id,
    properties: { ...Object.fromEntries(known.map((name) => [name, values[name] ?? null])), ...always },
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    archived: record.archived,
    ...(record.archived ? { archivedAt: iso(record.archivedAt) } : {}),
  };
}

export class HubspotObjects {
  constructor(hubspot) {
    this.hubspot = hubspot;
    this.store = hubspot.store;
  }

  #type(call, name = "type") {
    const type = typeOf(call.params[name]);
    if (type) return type;
    throw invalid(`Unable to infer object type from: ${call.params[name]}`);
  }

  #record(type, id, { archived = false, idProperty = null } = {}) {
    const record = idProperty === "email" ? this.store.findByEmail(id) : this.store.find(type, id);
    if (!record || record.archived !== archived) throw notFound();
    return record;
  }

  #full(record) {
    return shown(record, Object.keys(record.properties));
  }

  /** Refuses what cannot be written, before anything is. `record` is the one that changes, null for a new one. */
  #check(type, properties, record) {
    if (properties === undefined || typeof properties !== "object")
      throw invalid("Invalid input JSON: properties are missing");
    const faults = faultsOf(type, properties);
    if (faults.length > 0) throw badValues(faults);
    const lacking = record ? [] : (kTypes[type].required ?? []).filter((name) => !properties[name]);
    if (lacking.length > 0) throw missing(kTypes[type].one, lacking);
    const other = type === "contacts" && properties.email ? this.store.findByEmail(properties.email) : null;
    if (other && other !== record) throw exists(other.id);
  }

  /** [{record, typeId}] of a create's associations; refuses a pair or a record that there is not. */
  #targets(type, associations = []) {
    return associations.flatMap(({ to, types }) =>
      (types ?? []).map(({ associationTypeId: typeId }) => {
        const toType = targetOf(type, typeId);
        if (!toType) throw invalid(`Association type ${typeId} does not start at ${kTypes[type].one}`);
        const record = this.store.find(toType, to?.id);
        if (!record || record.archived) throw invalid(`No ${kTypes[toType].one} with ID ${to?.id} exists`);
        return { record, typeId };
      }),
    );
  }

  create(call) {
    const type = this.#type(call);
    const { properties, associations } = call.json();
    this.#check(type, properties, null);
    const targets = this.#targets(type, associations);
    const record = this.#make(type, properties, targets);
    call.effect = `${kTypes[type].one}_created`;
    return { status: 201, body: this.#full(record) };
  }

  #make(type, properties, targets) {
    const record = this.store.create(type, properties);
    targets.forEach((target) => this.store.associate(record, target.record, target.typeId));
    this.hubspot.webhooks.changed(record, "creation");
    return record;
  }

  read(call) {
    const type = this.#type(call);
    const { query } = call;
    const record = this.#record(type, call.params.id, {
      archived: query.get("archived") === "true",
      idProperty: query.get("idProperty"),
    });
    return {
      body: {
        ...shown(record, listOf(query, "properties")),
        ...this.#links(record, listOf(query, "associations")),
      },
    };
  }

  #links(record, names) {
    const pairs = names.map((name) => [typeOf(name), name]).filter(([type]) => type);
    const found = pairs.map(([type, name]) => [
      name,
      {
        results: this.store
          .linked(record, type)
          .map(({ id }) => ({ id, type: `${kTypes[record.type].one}_to_${kTypes[type].one}` })),
      },
    ]);
    const some = found.filter(([, { results }]) => results.length > 0);
    return some.length > 0 ? { associations: Object.fromEntries(some) } : {};
  }

  update(call) {
    const type = this.#type(call);
    const record = this.#record(type, call.params.id, { idProperty: call.query.get("idProperty") });
    const { properties } = call.json();
    this.#check(type, properties, record);
    this.#write(record, properties);
    call.effect = `${kTypes[type].one}_updated`;
    return { body: this.#full(record) };
  }

  #write(record, properties) {
    this.store.write(record, properties);
    for (const [name, value] of Object.entries(properties))
      this.hubspot.webhooks.changed(record, "propertyChange", { name, value });
  }

  /** Archiving what is not there answers 204 as well. */
  archive(call) {
    const record = this.store.find(this.#type(call), call.params.id);
    if (record && !record.archived) {
      this.store.archive(record);
      this.hubspot.webhooks.changed(record, "deletion");
      call.effect = `${kTypes[record.type].one}_archived`;
    }
    return { status: 204 };
  }

  list(call) {
    const type = this.#type(call);
    const { query } = call;
    const limit = Number(query.get("limit") ?? 10);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      throw invalid("limit must be between 1 and 100");
    const after = Number(query.get("after") ?? 0);
    const archived = query.get("archived") === "true";
    const all = this.store
      .all(type)
      .filter((record) => record.archived === archived && Number(record.id) >= after);
    all.sort((a, b) => Number(a.id) - Number(b.id));
    const [names, links] = [listOf(query, "properties"), listOf(query, "associations")];
    const results = all
      .slice(0, limit)
      .map((record) => ({ ...shown(record, names), ...this.#links(record, links) }));
    const rest = all[limit];
    const link = rest ? `${call.origin}${call.path}?limit=${limit}&after=${rest.id}` : null;
    return { body: { results, ...(rest ? { paging: { next: { after: rest.id, link } } } : {}) } };
  }

  search(call) {
    const type = this.#type(call);
    const ask = call.json();
    const lagMs =
      call.fault("lag")?.ms ?? (call.fault("lag") ? Infinity : this.hubspot.settings.search_lag_ms);
    const { total, found, next } = search(this.store, type, ask, this.hubspot.clock.now() - lagMs);
    const results = found.map(({ record, version }) =>
      shown(record, ask.properties ?? [], version.properties),
    );
    return { body: { total, results, ...next } };
  }

  #inputs(call) {
    const { inputs } = call.json();
    if (!Array.isArray(inputs)) throw invalid("Invalid input JSON: inputs are missing");
    if (inputs.length > kMostBatch) throw invalid(`The maximum number of inputs is ${kMostBatch}`);
    return inputs;
  }

  #batch(results, errors = [], status = 200) {
    const now = iso(this.hubspot.clock.now());
    const body = { status: "COMPLETE", results, startedAt: now, completedAt: now };
    return errors.length === 0
      ? { status, body }
      : { status: 207, body: { ...body, numErrors: errors.length, errors } };
  }

  #absent(type, ids) {
    if (ids.length === 0) return [];
    const message = `Could not get some ${kTypes[type].one.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
    return [
      { status: "error", category: "OBJECT_NOT_FOUND", message, context: { ids }, links: {}, errors: [] },
    ];
  }

  batchRead(call) {
    const type = this.#type(call);
    const { properties = [], idProperty = null } = call.json();
    const inputs = this.#inputs(call);
    const find = (id) => (idProperty === "email" ? this.store.findByEmail(id) : this.store.find(type, id));
    const found = inputs.map(({ id }) => ({ id, record: find(id) }));
    const there = new Set(
      found.filter(({ record }) => record && !record.archived).map(({ record }) => record),
    );
    const absent = found.filter(({ record }) => !there.has(record)).map(({ id }) => id);
    return this.#batch(
      [...there].map((record) => shown(record, properties)),
      this.#absent(type, absent),
    );
  }

  /** All or nothing: one that cannot be made refuses the batch. */
  batchCreate(call) {
    const type = this.#type(call);
    const inputs = this.#inputs(call);
    const emails = new Set();
    const ready = inputs.map(({ properties, associations }) => {
      this.#check(type, properties, null);
      const email = type === "contacts" ? properties.email?.toLowerCase() : undefined;
      if (email && emails.has(email)) throw invalid(`Duplicate email in batch: ${email}`);
      emails.add(email);
      return { properties, targets: this.#targets(type, associations) };
    });
    call.effect = `${ready.length}_${type}_created`;
    return this.#batch(
      ready.map(({ properties, targets }) => this.#full(this.#make(type, properties, targets))),
      [],
      201,
    );
  }

  batchUpdate(call) {
    const type = this.#type(call);
    const inputs = this.#inputs(call).map((input) => ({ ...input, record: this.store.find(type, input.id) }));
    const there = inputs.filter(({ record }) => record && !record.archived);
    there.forEach(({ record, properties }) => this.#check(type, properties, record));
    there.forEach(({ record, properties }) => this.#write(record, properties));
    call.effect = `${there.length}_${type}_updated`;
    const absent = inputs.filter((input) => !there.includes(input)).map(({ id }) => id);
    return this.#batch(
      there.map(({ record }) => this.#full(record)),
      this.#absent(type, absent),
    );
  }

  /** POST .../merge {primaryObjectId, objectIdToMerge}. */
  merge(call) {
    const type = this.#type(call);
    const { primaryObjectId, objectIdToMerge } = call.json();
    const survivor = this.#record(type, primaryObjectId);
    const other = this.#record(type, objectIdToMerge);
    if (survivor === other) throw invalid("Cannot merge a record with itself");
    this.store.merge(survivor, other);
    this.hubspot.webhooks.merged(survivor, other);
    call.effect = `${kTypes[type].one}_merged`;
    return { body: this.#full(survivor) };
  }

  #pair(call) {
    const from = this.#record(this.#type(call), call.params.id);
    return { from, to: this.#record(this.#type(call, "toType"), call.params.toId) };
  }

  associateDefault(call) {
    const { from, to } = this.#pair(call);
    const typeId = defaultAssociation(from.type, to.type);
    if (typeId === null) throw invalid(`No default association between ${from.type} and ${to.type}`);
    this.store.associate(from, to, typeId);
    call.effect = "associated";
    const row = (a, b) => ({
      from: { id: a.id },
      to: { id: b.id },
      associationSpec: {
        associationCategory: "HUBSPOT_DEFINED",
        associationTypeId: defaultAssociation(a.type, b.type),
      },
    });
    return this.#batch([row(from, to), row(to, from)]);
  }

  associate(call) {
    const { from, to } = this.#pair(call);
    const specs = JSON.parse(call.body.toString() || "[]");
    for (const { associationTypeId: typeId } of specs) {
      if (targetOf(from.type, typeId) !== to.type)
        throw invalid(`Association type ${typeId} does not join ${from.type} and ${to.type}`);
      this.store.associate(from, to, typeId);
    }
    call.effect = "associated";
    const names = {
      fromObjectTypeId: kTypes[from.type].id,
      fromObjectId: this.#idOf(from.id),
      toObjectTypeId: kTypes[to.type].id,
      toObjectId: this.#idOf(to.id),
    };
    return { status: 201, body: { ...names, labels: [] } };
  }

  dissociate(call) {
    const { from, to } = this.#pair(call);
    this.store.dissociate(from, to);
    call.effect = "dissociated";
    return { status: 204 };
  }

  /** A record's id in an answer about associations: text, or a number where the settings want it so. */
  #idOf(id) {
    return this.hubspot.settings.numeric_association_ids ? Number(id) : id;
  }

  associations(call) {
    const from = this.#record(this.#type(call), call.params.id);
    const linked = this.store.linked(from, this.#type(call, "toType"));
    const results = linked.map(({ id, typeIds }) => ({
      toObjectId: this.#idOf(id),
      associationTypes: typeIds.map((typeId) => ({ category: "HUBSPOT_DEFINED", typeId })),
    }));
    return { body: { results } };
  }

  properties(call) {
    const type = this.#type(call);
    const results = [...kTypes[type].properties].map((name) => ({
      name,
      label: name,
      type: "string",
      fieldType: "text",
      groupName: `${kTypes[type].one}information`,
      description: "",
      options: [],
    }));
    return { body: { results } };
  }
}
