/** What phrases do. Generated from delegation/domain/words.py by `npm run build`. */
export const ACTS = "greeting thanks farewell acknowledgement compliment laughter answer".split(" ");
