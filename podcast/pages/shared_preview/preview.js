const sound = document.querySelector("audio");
for (const link of document.querySelectorAll("[data-seconds]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    sound.currentTime = Number(link.dataset.seconds);
    sound.play();
  });
}
