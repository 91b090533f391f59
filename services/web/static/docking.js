// What a page gains where scripts run; every page works without.
"use strict";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["x-csrf-token"] = document.body.dataset.csrf || "";
});

// 800万元 = 8,000,000.00 元, while somebody types.
const UNITS = { 元: 1n, 万元: 10000n, 万: 10000n, 亿元: 100000000n, 亿: 100000000n };
function yuan(text, unit) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  const read = /^(\d{1,15})(?:\.(\d{1,8}))?(元|万元|万|亿元|亿)?$/.exec(plain);
  if (!read) return "";
  const times = UNITS[read[3] || unit || "元"] || 1n;
  const scale = 10n ** BigInt((read[2] || "").length);
  const fen = (BigInt(read[1] + (read[2] || "")) * times * 100n) / scale;
  const whole = (fen / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `= ${whole}.${(fen % 100n).toString().padStart(2, "0")} 元`;
}
function echo(input) {
  const output = document.querySelector(`output[for="${CSS.escape(input.id)}"]`);
  if (output) output.textContent = yuan(input.value, input.dataset.echo);
}
document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-echo]")) echo(event.target);
});
document.querySelectorAll("input[data-echo]").forEach(echo);

// A list is narrowed as soon as something else is chosen; without scripts by its button.
document.addEventListener("change", (event) => {
  if (event.target.matches("form.search[method=get] select")) event.target.form.requestSubmit();
});

// A button is pressed once.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && event.target.method === "post") setTimeout(() => { button.disabled = true; }, 0);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button:disabled").forEach((button) => { button.disabled = false; });
});

// What stands in [data-live] is fetched again when the log has moved beyond the position there.
const live = document.querySelector("[data-live]");
if (live && !new URLSearchParams(location.search).has("as_of")) {
  const source = new EventSource(`/live?since=${live.dataset.live}`);
  source.addEventListener("moved", () => document.body.dispatchEvent(new Event("moved")));
  window.addEventListener("pagehide", () => source.close());
}

// A meeting dragged into another cell of the board fills the form that moves it, and sends it.
const dragged = document.querySelector("[data-drag]");
if (dragged) {
  const form = document.getElementById(dragged.dataset.drag);
  dragged.querySelectorAll("[data-pair]").forEach((card) => { card.draggable = true; });
  dragged.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", event.target.dataset.pair);
  });
  dragged.addEventListener("dragover", (event) => event.preventDefault());
  dragged.addEventListener("drop", (event) => {
    const cell = event.target.closest("td[data-slot]");
    const pair = event.dataTransfer.getData("text/plain");
    if (!cell || !pair) return;
    event.preventDefault();
    form.elements.pair.value = pair;
    form.elements.slot.value = cell.dataset.slot;
    form.elements.table.value = cell.dataset.table;
    form.requestSubmit();
  });
}

// What is to be printed now is printed by a button; without scripts by the browser's own menu.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A wall shows what is new without anybody touching it.
const wall = document.querySelector("[data-refresh]");
if (wall) setTimeout(() => location.reload(), 1000 * Number(wall.dataset.refresh));

// An open menu closes when somebody taps beside it, or presses Escape.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.account[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.account[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
