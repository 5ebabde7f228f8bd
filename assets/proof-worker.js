// Tries counters until a derived key begins as asked: altcha's proof of work, version 2, with PBKDF2.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const written = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived(password, { salt, cost, keyLength }) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return written(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

self.addEventListener("message", async ({ data: challenge }) => {
  const { nonce, keyPrefix } = challenge.parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const counted = new DataView(password.buffer);
  for (let counter = 0; ; counter += 1) {
    counted.setUint32(start.length, counter);
    const derivedKey = await derived(password, challenge.parameters);
    if (derivedKey.startsWith(keyPrefix)) {
      self.postMessage({ challenge, solution: { counter, derivedKey } });
      return;
    }
  }
});
