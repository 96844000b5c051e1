/* Looks again every few seconds while the page is in front; without it people reload the page. */

const EVERY_MS = 4000;

async function lookAgain(place) {
  if (document.hidden || place.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-look-again]");
  if (!fresh || fresh.textContent === place.textContent) return;
  place.replaceChildren(...fresh.childNodes);
}

for (const place of document.querySelectorAll("[data-look-again]")) {
  setInterval(() => {
    lookAgain(place).catch((problem) => console.debug("could not look again:", problem));
  }, EVERY_MS);
}
