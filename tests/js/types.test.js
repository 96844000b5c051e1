import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const PAGE = path("frontend/dist/page.ts");

/** What the compiler says, at its strictest, of a page's code beside the types that are handed out. */
function complaints(code) {
  const lib = ["lib.es2022.d.ts", "lib.dom.d.ts"];
  const target = ts.ScriptTarget.ES2022;
  const options = { strict: true, noEmit: true, target, module: ts.ModuleKind.ESNext, lib, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === PAGE ? ts.createSourceFile(name, code, target) : getSourceFile(name, ...more);
  const program = ts.createProgram([PAGE, path("frontend/dist/gatekeeper.d.ts")], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "));
}

test("a page's own code is checked against the types", () => {
  const page = `
    const { userResponse, source } = await delegation.ask("thx", { onDelta: (text: string) => console.log(text) });
    const respond = async (message: string) => ({ userResponse: message });
    await delegation.sites["pk_1"].ask(userResponse + source, { respond });
    const stop: () => void = delegation.on("pack", ({ version }) => console.log(version?.toFixed()));
    delegation.wrap(document.body, { field: "#text", answered: (answer) => console.log(answer.rule?.version) });
    window.delegation?.identify(null).then(stop);
    export {};
  `;

  assert.deepEqual(complaints(page), []);
});

test("a mistake in it is found, and what is not for pages is not there", () => {
  assert.equal(complaints('delegation.state("nothin"); export {};').length, 1);
  assert.equal(complaints("delegation.line(); export {};").length, 1);
  assert.equal(complaints("delegation.tab; export {};").length, 1);
});
