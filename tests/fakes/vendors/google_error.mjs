// Google's words for an error: {error: {code, message, errors: [{message, domain, reason}], status}}.
import { Refusal } from "./call.mjs";

const kStatus = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  413: "INVALID_ARGUMENT",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
};

export function googleRefusal(
  code,
  message,
  { reason, domain = "global", headers = {}, more = {}, extra = {} } = {},
) {
  const errors = [{ message, domain, reason: reason ?? kReason[code] ?? "backendError", ...more }];
  const status = extra.status ?? kStatus[code] ?? "UNKNOWN";
  return new Refusal(code, { error: { code, message, errors, status, ...extra } }, headers);
}

const kReason = {
  400: "invalidArgument",
  401: "authError",
  403: "forbidden",
  404: "notFound",
  409: "aborted",
  413: "uploadTooLarge",
  429: "rateLimitExceeded",
};

export const notFound = () => googleRefusal(404, "Requested entity was not found.");
export const invalid = (message) => googleRefusal(400, message);

export const loginRequired = () =>
  googleRefusal(
    401,
    "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other " +
      "valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    {
      reason: "required",
      more: { message: "Login Required.", location: "Authorization", locationType: "header" },
      headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/"' },
    },
  );

export const badCredentials = () =>
  googleRefusal(
    401,
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid " +
      "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    {
      more: { message: "Invalid Credentials", location: "Authorization", locationType: "header" },
      headers: { "www-authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
    },
  );

export const insufficientScope = () =>
  googleRefusal(403, "Request had insufficient authentication scopes.", {
    reason: "insufficientPermissions",
    more: { message: "Insufficient Permission" },
    extra: {
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
          domain: "googleapis.com",
          metadata: { service: "gmail.googleapis.com" },
        },
      ],
    },
  });

/** Over the user's quota: 429 or 403, both of which Google uses. */
export function overQuota(status, retryAfterS, at) {
  const until = new Date(at + retryAfterS * 1000).toISOString();
  const headers = { "retry-after": String(retryAfterS) };
  if (status === 403) {
    return googleRefusal(403, "User Rate Limit Exceeded", {
      reason: "userRateLimitExceeded",
      domain: "usageLimits",
      headers,
    });
  }
  const message = `User-rate limit exceeded.  Retry after ${until}`;
  return googleRefusal(429, message, { reason: "rateLimitExceeded", headers });
}
