// The panel's page: what a line would mean is shown while its number is typed. Without scripts a button does it.

const form = document.querySelector("[data-live-line]");
const part = () => document.querySelector("[data-live-part]");
let waiting;
let asked = 0;

async function show() {
  const mine = ++asked;
  const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || mine !== asked) return; // a later number has been typed meanwhile
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-live-part]");
  if (fresh) {
    part().replaceWith(fresh);
    history.replaceState(null, "", address);
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => form.reportValidity() && show(), 250);
});
