"""What pages do that a chat beside them must bear: modals that keep the focus, and colours."""

# As Bootstrap 5 does: on the document, when the focus comes.
BUBBLING_TRAP = """<div id=modal class=modal role=dialog tabindex=-1><input id=inside></div><script>
document.addEventListener("focusin", ({target}) => { if (!modal.contains(target)) inside.focus() });
document.addEventListener("click", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
document.addEventListener("mousedown", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
</script>"""
# As Radix does: when the focus leaves, and for the pointer.
LEAVING_TRAP = """<div id=modal role=dialog><input id=inside></div><script>
modal.addEventListener("focusout", ({relatedTarget}) => {
  if (relatedTarget && !modal.contains(relatedTarget)) inside.focus();
});
document.addEventListener("focusout", ({relatedTarget}) => {
  if (relatedTarget && !modal.contains(relatedTarget)) inside.focus();
});
document.addEventListener("pointerdown", ({target}) => { if (!modal.contains(target)) modal.hidden = true });
</script>"""
# As focus-trap does: before everybody else on the document.
CAPTURING_TRAP = """<div id=modal role=dialog><input id=inside></div><script>
document.addEventListener("focusin", (event) => {
  if (!modal.contains(event.target)) { event.stopImmediatePropagation(); inside.focus() }
}, true);
for (const type of ["mousedown", "touchstart"]) document.addEventListener(type, (event) => {
  if (!modal.contains(event.target)) { event.preventDefault(); modal.hidden = true }
}, {capture: true, passive: false});
</script>"""
NATIVE = "<dialog id=modal><input id=inside></dialog><script>modal.showModal()</script>"

MODALS = {
    "bubbling": BUBBLING_TRAP,
    "leaving": LEAVING_TRAP,
    "capturing": CAPTURING_TRAP,
    "native": NATIVE,
}

# The colour that words on each accent have.
ACCENTS = {
    "oklch(0.45 0.2 270)": "rgb(255, 255, 255)",
    "oklch(0.9 0.1 100)": "rgb(0, 0, 0)",
    "lab(20% 10 -40)": "rgb(255, 255, 255)",
    "lab(90% 0 0)": "rgb(0, 0, 0)",
    "color(display-p3 0.1 0.2 0.9)": "rgb(255, 255, 255)",
    "color(srgb 1 1 0)": "rgb(0, 0, 0)",
    "color-mix(in srgb, navy 80%, white)": "rgb(255, 255, 255)",
    "color-mix(in oklab, yellow, white)": "rgb(0, 0, 0)",
    "rgb(0 0 90 / 10%)": "rgb(0, 0, 0)",
    "rgb(0 0 0 / 80%)": "rgb(255, 255, 255)",
    "var(--brand)": "rgb(0, 0, 0)",
    "hwb(60 0% 0%)": "rgb(0, 0, 0)",
    "rebeccapurple": "rgb(255, 255, 255)",
    "no colour at all": "rgb(255, 255, 255)",
}
