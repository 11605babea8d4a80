// A throw-away certificate authority and a leaf for 127.0.0.1 and localhost, made by openssl in a folder of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kLeaf =
  "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n";

/** {ca, key, cert, remove}: the CA's file, the leaf's key and chain as text; `remove` takes the folder away. */
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), "vendor-fakes-"));
  const file = (name) => join(folder, name);
  const openssl = (...words) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  writeFileSync(file("leaf.ext"), kLeaf);
  openssl(
    "req",
    "-x509",
    ...key,
    "-days",
    "2",
    "-subj",
    "/CN=throw-away test CA",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
  );
  openssl("req", ...key, "-subj", "/CN=localhost", "-keyout", "leaf.key", "-out", "leaf.csr");
  openssl(
    "x509",
    "-req",
    "-in",
    "leaf.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-days",
    "2",
    "-extfile",
    "leaf.ext",
    "-out",
    "leaf.pem",
  );
  const text = (name) => readFileSync(file(name), "utf8");
  return {
    ca: file("ca.pem"),
    key: text("leaf.key"),
    cert: text("leaf.pem"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
