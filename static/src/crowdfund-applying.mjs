// What scripts add while somebody writes an application: it is saved now and then, and a budget adds up as they type.
// Without scripts the buttons do both.

const PAUSE = 4000; // milliseconds without a key stroke, after which what is typed is saved

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const said = form.querySelector("[data-autosave-said]");
  let waiting = 0;
  let running = false;
  let stopped = false;

  const say = (sentence) => {
    if (said) said.textContent = sentence;
  };

  async function save() {
    if (running || stopped) return;
    running = true;
    try {
      const response = await fetch(location.pathname, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "X-Autosave": "1" },
        redirect: "error",
      });
      const told = await response.json();
      say(told.sentence);
      if (told.version) form.elements.version.value = told.version;
      // After a conflict or a sign-out only the person can decide what to do: the button leads them on.
      stopped = told.ends;
    } catch {
      say(form.dataset.autosaveFailed ?? "");
    } finally {
      running = false;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    stopped = true;
  });
}

for (const form of document.querySelectorAll("form[data-adds-up]")) {
  const shown = (name) => form.querySelector(`[data-total="${name}"]`);
  const pounds = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP" });

  // In pence, as whole numbers: nothing is lost to rounding. Not a number where an amount cannot be read.
  function pence(text) {
    const plain = text.replace(/[£,\s]/g, "");
    if (!plain) return 0;
    if (!/^\d+(\.\d{1,2})?$/.test(plain)) return NaN;
    const [whole, part = ""] = plain.split(".");
    return Number(whole) * 100 + Number(part.padEnd(2, "0"));
  }

  function sum(prefix) {
    const boxes = form.querySelectorAll(`input[name^="${prefix}-"][name$="-amount"]`);
    return [...boxes].reduce((all, box) => all + pence(box.value), 0);
  }

  function write(name, amount) {
    if (Number.isNaN(amount)) return;
    shown(name).textContent = pounds.format(amount / 100).replace(/\.00$/, "").replace("-", "−");
  }

  form.addEventListener("input", () => {
    const cost = sum("cost");
    const income = sum("income");
    write("cost", cost);
    write("income", income);
    write("target", cost - income);
    const heading = form.querySelector("[data-as-typed]");
    heading.textContent = heading.dataset.asTyped;
  });
}
