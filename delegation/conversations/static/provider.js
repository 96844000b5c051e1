/* Fills in a provider's address and says where its key comes from. */

const select = document.querySelector("[data-provider]");
const address = document.querySelector("#id_base_url");
const hint = document.querySelector("[data-provider-hint]");
const presets = JSON.parse(document.querySelector("#provider-presets").textContent);

select.addEventListener("change", () => {
  const preset = presets[select.value];
  if (!preset) {
    hint.textContent = "";
    return;
  }
  address.value = preset.base_url;
  hint.textContent = preset.key_from;
});
