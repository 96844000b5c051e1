/** What the teacher taught this page a moment ago, until the pack that holds it is here. */

/** @typedef {import("../types").Awaiting} Awaiting */
/** @typedef {import("../types").LearningInstruction} LearningInstruction */

/** @param {typeof import("../phrases.js").canonical} canonical */
export function createFreshLessons(canonical) {
  /** @type {{ phrases: (string | null)[], awaiting: Awaiting, rule: number, version: number, response: string }[]} */
  let lessons = [];

  return {
    /**
     * @param {LearningInstruction | undefined} instruction
     * @param {Awaiting} awaiting the state it was taught in
     * @returns {boolean} whether there is a live rule to obey
     */
    learn(instruction, awaiting) {
      const rule = instruction?.rule;
      if (!rule) return false;
      const { query, variants, response } = instruction;
      const phrases = [query, ...(variants || [])].map(canonical);
      return lessons.push({ phrases, awaiting, rule: rule.id, version: rule.version, response }) > 0;
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
      return found && { rule: found.rule, version: found.version, response: found.response, reason: "lesson" };
    },
    forget() {
      lessons = [];
    },
  };
}
