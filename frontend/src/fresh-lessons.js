/** What the teacher taught this page a moment ago, until the pack that holds it is here. */

import { canonical } from "./phrases.js";

/** @typedef {import("./types").Awaiting} Awaiting */
/** @typedef {import("./types").LearningInstruction} LearningInstruction */

export function createFreshLessons() {
  /** @type {{ phrases: (string | null)[], awaiting: Awaiting, rule: number, version: number, response: string }[]} */
  let lessons = [];

  return {
    /** @param {LearningInstruction} instruction @param {Awaiting} awaiting the state it was taught in */
    learn({ query, variants, response, rule }, awaiting) {
      const phrases = [query, ...(variants || [])].map(canonical);
      if (rule) lessons.push({ phrases, awaiting, rule: rule.id, version: rule.version, response });
    },
    /**
     * The whole message only, in the state it was taught in (`nothing` also allows `more`).
     * @param {string} message @param {Awaiting} awaiting
     */
    find(message, awaiting) {
      if (awaiting !== "nothing" && awaiting !== "more") return undefined;
      const phrase = canonical(message);
      const found = lessons.find(
        (lesson) =>
          phrase !== null && lesson.phrases.includes(phrase) && ["nothing", awaiting].includes(lesson.awaiting),
      );
      return found && { rule: found.rule, version: found.version, response: found.response };
    },
    forget() {
      lessons = [];
    },
  };
}
