"""What every page must pass: axe finds no breach of WCAG 2.2 AA in it, at its own width and at 320 pixels.

axe looks at a copy of what the page shows, state and all, and always in the same document of the same window: a new
document has to learn axe anew, which takes longer than to look, and a page without scripts cannot run it at all. The
page's own scripts do not run in the copy: what they have done is in it.
"""

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_LAYOUT = [
    "color-contrast", "label-content-name-mismatch", "link-in-text-block", "scrollable-region-focusable", "target-size",
]  # fmt: skip
"""What can be wrong at one width and right at another, where the same elements are visible at both."""
NARROW = 320

# What people have typed, ticked and chosen, and where the focus is, is in no attribute: here it becomes one.
TAKE = """() => {
    const controls = "input, textarea, option";
    const html = document.documentElement.cloneNode(true);
    const live = document.querySelectorAll(controls);
    html.querySelectorAll(controls).forEach((control, nth) => {
        const { type, value, checked, selected } = live[nth];
        if (control.matches("textarea")) control.textContent = value;
        else if (control.matches("option")) control.toggleAttribute("selected", selected);
        else if (type === "checkbox" || type === "radio") control.toggleAttribute("checked", checked);
        else if (type !== "file") control.setAttribute("value", value);
    });
    const everything = [...document.querySelectorAll("*")];
    return [html.outerHTML, everything.indexOf(document.activeElement)];
}"""
SHOW = """async ([[html, focused], scripts, path]) => {
    history.replaceState(null, "", path);
    const shown = new DOMParser().parseFromString(html, "text/html").documentElement;
    const everything = [shown, ...shown.querySelectorAll("*")];
    const root = document.documentElement;
    for (const { name } of [...root.attributes]) root.removeAttribute(name);
    for (const { name, value } of shown.attributes) root.setAttribute(name, value);
    const { head, body } = shown.ownerDocument;
    if (!scripts) body.querySelectorAll("noscript").forEach((instead) => instead.replaceWith(...instead.childNodes));
    document.body?.remove();
    const styles = (head) => [...head.querySelectorAll("link[rel=stylesheet], style")];
    const names = (head) => String(styles(head).map((style) => style.href || style.textContent));
    if (document.head && names(document.head) === names(head)) {  // they are loaded: to load them takes longest
        for (const other of [...document.head.children]) if (!styles(document.head).includes(other)) other.remove();
        styles(head).forEach((style) => style.remove());
        document.head.append(...head.children);
    } else {
        root.replaceChildren(head);
        await Promise.all(styles(head).map((style) => style.sheet || new Promise((done) => {
            style.onload = style.onerror = done;
        })));
    }
    root.append(body);  // once its style is there, or colours would still be changing when axe looks
    everything[focused]?.focus();
    scrollTo(0, 0);
}"""
WIDTHS = """() => {
    const root = document.documentElement;
    const usual = root.scrollWidth;
    root.style.fontSize = "200%";
    const large = root.scrollWidth;
    root.removeAttribute("style");
    return [usual, large];
}"""
LOOK = """async ([tags, ofLayout]) => {
    const everything = [...document.querySelectorAll("*")];
    const visible = everything.filter((one) => one.checkVisibility({ visibilityProperty: true }));
    const wasClean = visible.length === window.foundClean?.length
        && visible.every((one, nth) => one === window.foundClean[nth]);
    const { violations } = await axe.run({
        runOnly: wasClean ? { type: "rule", values: ofLayout } : { type: "tag", values: tags },
        rules: { "target-size": { enabled: true }, "color-contrast": { enabled: true } },
        resultTypes: ["violations"],
    });
    window.foundClean = violations.length ? null : visible;
    return violations;
}"""


class Copy:
    """A window that shows what other pages show, at the same address."""

    def __init__(self, window):
        self.window, self.shown = window, None
        window.route("**/*.js", lambda route: route.abort())

    def of(self, page, *, scripts):
        """:returns: the window, with what the page shows now, as wide and high as the page.

        :param scripts: whether the page runs scripts: if not, it shows what stands in <noscript>.
        """
        window, (origin, path) = self.window, _origin_and_path(page.url)
        if _origin_and_path(window.url)[0] != origin:
            window.route(f"{origin}/", lambda route: route.fulfill(body="", content_type="text/html"))
            window.goto(f"{origin}/")
            window.unroute(f"{origin}/")
            window.evaluate(AXE.read_text())
            self.shown = None
        window.set_viewport_size(page.viewport_size)
        page.wait_for_load_state()  # a click returns once the next page has an address, when it may be empty still
        wanted = [page.evaluate(TAKE), scripts, path]
        if wanted != self.shown:
            window.evaluate(SHOW, wanted)
            self.shown = wanted
        return window


def _origin_and_path(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", urlunsplit(("", "", *parts[2:]))


def assert_clean(page):
    """Fails, with a readable list, when axe finds anything; only on pages that a Copy shows.

    What it has just found clean, at another width, it looks at again by the rules of layout alone.
    """
    violations = page.evaluate(LOOK, [RULES, OF_LAYOUT])
    width = page.viewport_size["width"]
    assert not violations, f"{page.url} at {width} pixels\n" + "\n".join(map(_readable, violations))


def _readable(violation):
    places = "\n".join(f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n{places}"


def assert_fits(page):
    """Fails when a page must be scrolled sideways at 320 CSS pixels, 400% zoom on a usual screen (WCAG 1.4.10), also
    for whoever has set letters of twice the size (WCAG 1.4.4)."""
    for letters, wide in zip(("usual", "large"), page.evaluate(WIDTHS), strict=True):
        assert wide <= NARROW, f"{page.url} is {wide} pixels wide on a screen of {NARROW}, with {letters} letters"


@contextmanager
def at_narrow(page):
    """The page is 320 pixels wide until the block ends."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": before["height"]})
    try:
        yield
    finally:
        page.set_viewport_size(before)
