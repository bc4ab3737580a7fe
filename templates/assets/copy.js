// The address is in a field that can be selected. Where scripts may use the clipboard, a button copies it.
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
