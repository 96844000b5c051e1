/* Shows the copy buttons where the browser can copy; without this script the text is selectable. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[role=status]");
  if (!source || !said || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      said.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source);
      said.textContent = button.dataset.selected;
    }
  });
}
