// A desk where many come one after the other: the field is ready at once, and Enter takes the only pupil found.
const field = document.querySelector(".bw-search__input");

field?.focus();
field?.addEventListener("keydown", (event) => {
  const links = document.querySelectorAll("#found a");
  if (event.key === "Enter" && links.length === 1) {
    event.preventDefault();
    links[0].click();
  }
  if (event.key === "ArrowDown" && links.length) {
    event.preventDefault();
    links[0].focus();
  }
});
document.getElementById("main")?.addEventListener("keydown", (event) => {
  const links = [...document.querySelectorAll("#found a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  (links[at + (event.key === "ArrowDown" ? 1 : -1)] ?? field).focus();
});
