import { start } from "self-delegation";

window.start = start;
