// Ticking people off, with nothing but this device; what was ticked survives a reload of the same list.
const tally = document.querySelector("[data-tally]");
const boxes = [...document.querySelectorAll("#site input[type=checkbox]")];
const KEY = `bellwether.site ${location.pathname}`;
const A_WHILE = 4 * 60 * 60 * 1000;

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return Date.now() - (found.at ?? 0) < A_WHILE ? found.ticked : [];
  } catch {
    return [];
  }
}

function count() {
  const ticked = boxes.filter((box) => box.checked);
  tally.textContent = tally.dataset.words.replace("{n}", ticked.length).replace("{all}", tally.dataset.all);
  tally.hidden = false;
  sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), ticked: ticked.map((box) => box.value) }));
}

const before = new Set(kept());
for (const box of boxes) box.checked = before.has(box.value);
document.getElementById("site").addEventListener("change", count);
count();
