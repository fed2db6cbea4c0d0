// What scripts improve on every page; all of it works without them.

import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Where the filters stand above the results, those in which nothing is chosen are folded away.
if (matchMedia("(max-width: 40em)").matches) {
  for (const filter of document.querySelectorAll("details.kent-filter[open]:not(:has(:checked))")) filter.open = false;
}

// A map and its script are fetched when somebody opens it.
for (const figure of document.querySelectorAll(".kent-map")) {
  const button = figure.querySelector(".kent-map__open");
  button.addEventListener("click", async () => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = figure.dataset.style;
    style.addEventListener("load", async () => (await import(figure.dataset.script)).draw(figure));
    document.head.append(style);
    button.remove();
  });
}

// Suggestions while typing, in the list that the box names.
for (const box of document.querySelectorAll("[data-suggestions]")) {
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(box.value)}`);
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      box.list.replaceChildren(...suggestions.map((text) => new Option(text, text)));
    }, 200);
  });
}

createAll(Button, { preventDoubleClick: true });
for (const Part of [CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
  createAll(Part);
}
