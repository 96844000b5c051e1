/** The places of a rule's parts in its row; its other phrases come after the first. */

export const ID = 0;
export const VERSION = 1;
export const ACT = 2;
export const STATES = 3;
export const LANGUAGE = 4;
export const EXPIRES = 5;
export const RESPONSE = 6;
export const PHRASE = 7;

/** The response of the rule with this id. */
export const responseOf = (pack, id) => pack.rules.find((row) => row[ID] === id)[RESPONSE];

/** The same rule, which ends at this second. */
export const endingAt = (second, row) => Object.assign([...row], { [EXPIRES]: second });
