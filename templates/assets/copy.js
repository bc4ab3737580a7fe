// The address is in a field that can be selected; where the clipboard may be used, a button does it in one go.
(() => {
  const [field, button, status] = ["#feed", "#copy", "#copied"].map((name) => document.querySelector(name));
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = status.dataset.done;
    } catch {
      status.textContent = status.dataset.failed;
    }
  });
})();
