// In lists: marks what was heard here, for those who have asked this browser to remember it. It only reads.
(({ store, heard }) => {
  const mark = () => {
    document.querySelectorAll(".when .heard").forEach((one) => one.remove());
    try {
      const known = JSON.parse(localStorage.getItem(store));
      document.querySelectorAll(".card .title a").forEach((link) => {
        if (!known[link.href.split("/").at(-2)]?.[1]) return;
        const done = document.createElement("b");
        done.className = "heard";
        done.textContent = heard;
        link.closest(".card").querySelector(".when").append(" ", done);
      });
    } catch { /* nothing is kept, or nothing may be read */ }
  };
  mark();
  addEventListener("pageshow", mark);
})(document.currentScript.dataset);
