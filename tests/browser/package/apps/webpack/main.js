import { start } from "self-delegation";

// The release is named, so its bytes are checked.
window.started = start({ ...window.site, chat: "" });
