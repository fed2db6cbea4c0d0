// The box that ticks every field on the officers' export page. django-import-export calls its function from an
// attribute, which the content security policy forbids; here the same function is called from a listener.

for (const box of document.querySelectorAll(".select-toggle")) {
  box.addEventListener("change", (event) => window.onSelectToggleChange?.(event));
}
