/** Where the chat's texts are. Loaded when the chat is opened in another language than English. */

export const FILES = TEXTS_FILES;
