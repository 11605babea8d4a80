// Sends a fake's answer, well or as a wire fault wants it.

function bytesOf(body) {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function head({ status, headers = {}, body }, length) {
  const type = typeof body === "string" ? "text/html; charset=utf-8" : "application/json; charset=UTF-8";
  return [status, { ...(length ? { "content-type": type } : {}), "content-length": length, ...headers }];
}

function whole(response, answer) {
  const bytes = bytesOf(answer.body);
  response.writeHead(...head(answer, bytes.length)).end(bytes);
}

/** All headers, then one byte every `ms` (default 1,000), for as long as the other end stays. */
function trickle(response, answer, { ms = 1000 }) {
  const bytes = bytesOf(answer.body);
  response.writeHead(...head(answer, bytes.length)).flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < bytes.length) response.write(bytes.subarray(sent, ++sent));
    if (sent === bytes.length) response.end();
  }, ms);
  response.once("close", () => clearInterval(timer));
}

/** Promises the whole length, sends half of it and ends the connection. */
function truncate(response, answer) {
  const bytes = bytesOf(answer.body);
  response.writeHead(...head(answer, Math.max(bytes.length, 2)));
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroySoon());
}

/** `bytes` (default 64 MiB) of white space before the answer, without a length, as far as the other end reads it. */
function huge(response, answer, { bytes = 64 * 1024 * 1024 }) {
  const block = Buffer.alloc(64 * 1024, 0x20);
  response.writeHead(answer.status, { "content-type": "application/json; charset=UTF-8" });
  let left = bytes;
  const more = () => {
    while (left > 0 && !response.destroyed) {
      left -= block.length;
      if (!response.write(block)) return response.once("drain", more);
    }
    if (!response.destroyed) response.end(bytesOf(answer.body));
  };
  more();
}

function badJson(response, answer) {
  whole(response, { ...answer, body: Buffer.from('{"id": "19c0ffee", "labelIds": [') });
}

const kSpoiled = { slow_loris: trickle, truncate, huge_body: huge, bad_json: badJson };

/** Sends `answer`; `fault` is the wire rule that hit the call, or null. */
export function send(response, answer, fault) {
  (kSpoiled[fault?.fault] ?? whole)(response, answer, fault ?? {});
}
