// The address is in a field that can be selected. Where scripts may use the clipboard, a button copies it.
document.addEventListener("page:load", () => { // see navigation.js
  const [field, button, status] = ["#feed", "#copy", "#copied"].map((name) => document.querySelector(name));
  if (!field) return;
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
});
