/** What every page with somebody else's chat does: asks its own server, and puts the gatekeeper in front. */

/** The page's own server, as the widget's documentation would have it. */
export async function askHost(message) {
  await fetch("/host/chat", { method: "POST", body: message });
  window.delegation.state("nothing"); // this host never asks back
  return "Host: " + message;
}

/**
 * @param {() => { target: Element, field?: string, button?: string }} find
 * @param {(text: string) => void} show an answer, by the widget's own means
 */
export function putInFront(find, show) {
  window.answers = [];
  window.start = () => {
    const { target, ...parts } = find();
    window.delegation.wrap(target, {
      ...parts,
      answered({ userResponse }, message) {
        window.answers.push([message, userResponse]);
        show(userResponse);
      },
    });
  };
}
