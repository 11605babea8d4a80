// HubSpot's object types as data: names, properties, what must be there, which values an enumeration has, associations.
// SOURCE: developers.hubspot.com/docs/reference/api/crm/objects, /associations/associations-v4 (read 2026-11).

const kCommon = [
  "hs_object_id",
  "createdate",
  "hs_createdate",
  "hs_lastmodifieddate",
  "hs_merged_object_ids",
  "hubspot_owner_id",
];

/** One row a type. `shown`: what an answer has when nobody asks for more. `modified`: where the time of a change stands. */
export const kTypes = {
  contacts: {
    id: "0-1",
    one: "contact",
    created: "createdate",
    modified: "lastmodifieddate",
    shown: ["createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname"],
    properties: [
      "email",
      "firstname",
      "lastname",
      "phone",
      "mobilephone",
      "company",
      "jobtitle",
      "website",
      "lifecyclestage",
      "hs_lead_status",
      "address",
      "city",
      "state",
      "zip",
      "country",
      "hs_timezone",
      "hs_language",
      "lastmodifieddate",
      "hs_additional_emails",
      "associatedcompanyid",
      "hs_email_optout",
      "notes_last_contacted",
    ],
  },
  companies: {
    id: "0-2",
    one: "company",
    created: "createdate",
    modified: "hs_lastmodifieddate",
    shown: ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
    properties: [
      "name",
      "domain",
      "industry",
      "phone",
      "address",
      "city",
      "state",
      "zip",
      "country",
      "website",
      "numberofemployees",
      "annualrevenue",
      "description",
      "lifecyclestage",
      "timezone",
      "hs_additional_domains",
    ],
  },
  deals: {
    id: "0-3",
    one: "deal",
    created: "createdate",
    modified: "hs_lastmodifieddate",
    shown: [
      "amount",
      "closedate",
      "createdate",
      "dealname",
      "dealstage",
      "hs_lastmodifieddate",
      "hs_object_id",
      "pipeline",
    ],
    properties: [
      "dealname",
      "amount",
      "deal_currency_code",
      "dealstage",
      "pipeline",
      "closedate",
      "dealtype",
      "description",
      "hs_is_closed",
      "hs_is_closed_won",
    ],
  },
  tasks: {
    id: "0-27",
    one: "task",
    created: "hs_createdate",
    modified: "hs_lastmodifieddate",
    required: ["hs_timestamp"],
    shown: ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
    properties: [
      "hs_timestamp",
      "hs_task_subject",
      "hs_task_body",
      "hs_task_status",
      "hs_task_priority",
      "hs_task_type",
      "hs_task_reminders",
      "hs_queue_membership_ids",
    ],
  },
  notes: {
    id: "0-46",
    one: "note",
    created: "hs_createdate",
    modified: "hs_lastmodifieddate",
    required: ["hs_timestamp"],
    shown: ["hs_createdate", "hs_lastmodifieddate", "hs_object_id"],
    properties: ["hs_timestamp", "hs_note_body", "hs_attachment_ids"],
  },
};
for (const type of Object.values(kTypes)) type.properties = new Set([...kCommon, ...type.properties]);

const kReadOnly = new Set([
  "hs_object_id",
  "createdate",
  "hs_createdate",
  "hs_lastmodifieddate",
  "lastmodifieddate",
  "hs_merged_object_ids",
]);
const kOptions = {
  hs_task_status: ["NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"],
  hs_task_priority: ["NONE", "LOW", "MEDIUM", "HIGH"],
  hs_task_type: ["TODO", "EMAIL", "CALL", "LINKED_IN"],
};

/** [from, to, typeId, more ids of the same pair]: HUBSPOT_DEFINED associations, each way its own number. */
const kAssociations = [
  ["contacts", "companies", 279, 1],
  ["companies", "contacts", 280, 2],
  ["contacts", "deals", 4],
  ["deals", "contacts", 3],
  ["companies", "deals", 342, 6],
  ["deals", "companies", 341, 5],
  ["contacts", "tasks", 203],
  ["tasks", "contacts", 204],
  ["companies", "tasks", 191],
  ["tasks", "companies", 192],
  ["deals", "tasks", 215],
  ["tasks", "deals", 216],
  ["contacts", "notes", 201],
  ["notes", "contacts", 202],
  ["companies", "notes", 189],
  ["notes", "companies", 190],
  ["deals", "notes", 213],
  ["notes", "deals", 214],
];

/** "contact", "Contacts" and "0-1" are all contacts; null when there is no such type. */
export function typeOf(name) {
  const wanted = String(name).toLowerCase();
  return (
    Object.keys(kTypes).find((type) => [type, kTypes[type].one, kTypes[type].id].includes(wanted)) ?? null
  );
}

/** The number of the default association of a pair, or null. */
export const defaultAssociation = (from, to) =>
  kAssociations.find(([a, b]) => a === from && b === to)?.[2] ?? null;

/** The type that an association of that number leads to from `from`, or null. */
export const targetOf = (from, typeId) =>
  kAssociations.find(([a, , ...ids]) => a === from && ids.includes(typeId))?.[1] ?? null;

function faultOfValue(type, name, value) {
  if (!kTypes[type].properties.has(name))
    return ["PROPERTY_DOESNT_EXIST", `Property "${name}" does not exist`];
  if (kReadOnly.has(name))
    return ["READ_ONLY_VALUE", `"${name}" is a read only property; its value cannot be set.`];
  if (value === "" || value === null) return null;
  if (kOptions[name] && !kOptions[name].includes(value)) {
    return ["INVALID_OPTION", `${value} was not one of the allowed options: [${kOptions[name].join(", ")}]`];
  }
  if (name === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value))
    return ["INVALID_EMAIL", `Email address ${value} is invalid`];
  if (name === "hs_timestamp" && !/^\d{10,}$/.test(value) && Number.isNaN(Date.parse(value))) {
    return ["INVALID_DATE", `${value} was not a valid long.`];
  }
  if (name === "amount" && !/^-?\d+(\.\d+)?$/.test(value))
    return ["INVALID_DOUBLE", `${value} was not a valid number.`];
  return null;
}

/** All that is wrong with properties that are to be written, as HubSpot lists it. */
export function faultsOf(type, properties) {
  return Object.entries(properties).flatMap(([name, value]) => {
    const fault = faultOfValue(type, name, value);
    return fault
      ? [{ isValid: false, message: fault[1], error: fault[0], name, localizedErrorMessage: fault[1] }]
      : [];
  });
}
