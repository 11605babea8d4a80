// HubSpot's words for an error: {status: "error", message, correlationId, category, ...}.
import { randomUUID } from "node:crypto";
import { Refusal } from "./call.mjs";

export function hubspotRefusal(status, category, message, more = {}, headers = {}) {
  const body = {
    status: "error",
    message,
    correlationId: randomUUID(),
    ...(category ? { category } : {}),
    ...more,
  };
  return new Refusal(status, body, headers);
}

export const invalid = (message, more) => hubspotRefusal(400, "VALIDATION_ERROR", message, more);
export const notFound = () => hubspotRefusal(404, null, "resource not found");

export const exists = (id) => hubspotRefusal(409, "CONFLICT", `Contact already exists. Existing ID: ${id}`);

export const badValues = (faults) => invalid(`Property values were not valid: ${JSON.stringify(faults)}`);

export const missing = (one, names) =>
  invalid(`Error creating ${one.toUpperCase()}. Some required properties were not set.`, {
    context: { properties: names },
  });

/** What is wrong in HubSpot's answer about a token. */
export const unauthenticated = () =>
  hubspotRefusal(
    401,
    "INVALID_AUTHENTICATION",
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at " +
      "https://developers.hubspot.com/docs/methods/auth/oauth-overview",
  );

export const expired = (seconds) =>
  hubspotRefusal(
    401,
    "EXPIRED_AUTHENTICATION",
    `The OAuth token used to make this call expired ${seconds} second(s) ago.`,
  );

const kPolicies = { TEN_SECONDLY_ROLLING: "ten_secondly_rolling", SECONDLY: "secondly", DAILY: "daily" };

export const limited = (policyName, headers) =>
  hubspotRefusal(
    429,
    "RATE_LIMITS",
    `You have reached your ${kPolicies[policyName]} limit.`,
    { errorType: "RATE_LIMIT", policyName, groupName: "publicapi:crm" },
    headers,
  );
