// The agenda in the officers' site: items are put in order by dragging, or with the arrow keys on their handle. What is
// saved is each item's number, as without scripts.

let group;

function rows() {
  return [...group.querySelectorAll(".inline-related:not(.empty-form)")];
}

function numberOf(row) {
  return row.querySelector("input[name$='-number']");
}

function isWritten(row) {
  return row.querySelector("input[name$='-title']")?.value.trim() !== "";
}

// The numbers that are there are given out anew, lowest first, in the order of the page.
function renumber() {
  const written = rows().filter(isWritten);
  const numbers = written.map((row) => Number(numberOf(row).value) || 0).sort((one, other) => one - other);
  written.forEach((row, place) => {
    numberOf(row).value = numbers[place] || place + 1;
  });
}

function move(row, step) {
  const all = rows();
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  renumber();
}

function addHandle(row) {
  const heading = row.querySelector("h3");
  if (!heading || !numberOf(row)) return;
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "agenda-handle";
  handle.draggable = true;
  handle.textContent = "↕";
  handle.setAttribute("aria-label", `${group.dataset.move || "Move item"} ${numberOf(row).value}`);
  heading.prepend(handle);
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(row, step);
    handle.focus();
  });
  handle.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("text/plain", row.id);
    row.classList.add("agenda-dragged");
  });
  handle.addEventListener("dragend", () => row.classList.remove("agenda-dragged"));
  row.addEventListener("dragover", (event) => event.preventDefault());
  row.addEventListener("drop", (event) => {
    event.preventDefault();
    const dragged = document.getElementById(event.dataTransfer.getData("text/plain"));
    if (!dragged || dragged === row || !group.contains(dragged)) return;
    const all = rows();
    if (all.indexOf(dragged) < all.indexOf(row)) row.after(dragged);
    else row.before(dragged);
    renumber();
  });
}

// The officers' site loads its scripts in the head, before the page is there.
function begin() {
  group = document.getElementById("items-group");
  if (group) rows().forEach(addHandle);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
