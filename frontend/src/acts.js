/** What phrases do. Generated from delegation/domain/words.py by `npm run build`. */
export const ACTS = new Set("greeting thanks farewell acknowledgement compliment laughter answer".split(" "));
