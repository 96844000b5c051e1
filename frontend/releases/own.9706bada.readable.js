// src/identity.js
var some = () => Math.random().toString(36).slice(2, 10);
function randomId() {
  return globalThis.crypto?.randomUUID?.() || Array.from({ length: 4 }, some).join("-");
}

// src/own.js
async function askOwn(parts, message, local, respond) {
  const { state } = parts.talk;
  const awaiting = parts.talk.awaiting();
  const id = randomId();
  state.open[id] = /** @type {any} */
  {};
  parts.talk.save();
  try {
    const answer = await respond(message, { awaiting, local });
    state.local = state.local.slice(local.length);
    if (state === parts.talk.state) parts.talk.await(answer.awaiting);
    if (answer.learningInstruction) report(parts, { ...answer, id, message, awaiting });
    return { awaiting: "unknown", ...answer, source: "own" };
  } finally {
    delete state.open[id];
    parts.talk.save();
  }
}
async function report({ key, origin, visitor }, { id, message, awaiting, learningInstruction }) {
  try {
    const response = await fetch(origin + "/api/v1/lessons", {
      method: "POST",
      body: JSON.stringify({ key, visitor: visitor(), id, message, awaiting, learningInstruction }),
      keepalive: true,
      credentials: "omit"
    });
    if (!response.ok) console.warn("delegation", (await response.json()).fields);
  } catch (error) {
    console.warn("delegation", error);
  }
}
export {
  askOwn
};
