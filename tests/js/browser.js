/** The few globals that the gatekeeper's modules ask of a browser, for tests in Node. */

/** @returns {Storage} */
export function fakeStorage() {
  const held = new Map();
  return new Proxy(
    {
      getItem: (name) => held.get(name) ?? null,
      setItem: (name, value) => void held.set(name, String(value)),
      removeItem: (name) => void held.delete(name),
    },
    { ownKeys: () => [...held.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  );
}

/** A store that keeps to memory. */
export function memoryStore() {
  const held = {};
  return { get: (name) => held[name], set: (name, value) => void (held[name] = value), held };
}

/**
 * Replaces fetch until `restore`; every request is noted.
 * @param {(address: string, options: any) => Response | Promise<Response>} answer
 */
export function fakeFetch(answer) {
  const real = globalThis.fetch;
  const requests = [];
  globalThis.fetch = async (address, options = {}) => {
    requests.push({ address: String(address), ...options });
    return answer(String(address), options);
  };
  return { requests, restore: () => void (globalThis.fetch = real) };
}

/** A stream of server-sent events, in chunks of the given length. */
export function eventStream(text, chunk = 7) {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, (at += chunk)));
      },
    }),
  );
}
