/* Fills in a provider's address and says where its key comes from. */

const presets = JSON.parse(document.querySelector("#provider-presets").textContent);

// On the document, because a trial that fails replaces the form.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-provider]")) return;
  const preset = presets[target.value];
  document.querySelector("[data-provider-hint]").textContent = preset?.key_from ?? "";
  if (preset) document.querySelector("#id_base_url").value = preset.base_url;
});
