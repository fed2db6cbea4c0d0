"""A person who uses the keyboard alone: Tab to get there, then Enter, Space, arrows or letters. Nothing is clicked.

keys = Keyboard(page)
keys.fill(page.get_by_label("Postcode"), "TN23 3")
keys.press(page.get_by_role("button", name="Save"))
"""

MOST_TABS = 250
# How many stops of the Tab key lie between the focus and an element, as far as their order tells: a group of radio
# buttons is one, at the chosen or the first of them.
STOPS = """wanted => {
    const focused = document.activeElement;
    const group = ({ name }) => [...document.querySelectorAll(`[type=radio][name="${CSS.escape(name)}"]`)];
    const entry = (radio) => group(radio).find((one) => one.checked) ?? group(radio)[0];
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
        one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.getClientRects().length
            && (one.type !== "radio" || one === focused || one === entry(one))
    );
    return all.indexOf(wanted) - all.indexOf(focused);
}"""


class Keyboard:
    """:param page: a page of Playwright, with or without scripts."""

    def __init__(self, page):
        self.page = page

    def reach(self, locator):
        """Tab from where the focus is until it is on an element.

        :raises AssertionError: when the Tab key never gets there.
        """
        wanted = locator.element_handle()
        # Looking after each stop would take as long as the stop itself.
        for _stop in range(wanted.evaluate(STOPS) - 1):
            self.page.keyboard.press("Tab")
        for _step in range(MOST_TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key does not reach {locator}.")

    def press(self, locator):
        """A link or a button that leads to another page."""
        self.reach(locator)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, locator, text):
        """A box, in place of what is in it."""
        self.reach(locator)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(str(text))

    def tick(self, locator):
        """A checkbox that is not ticked yet."""
        self.reach(locator)
        self.page.keyboard.press("Space")
        assert locator.is_checked()

    def choose(self, locator):
        """One of a group of radio buttons, of which Tab reaches the first or the chosen one."""
        name = locator.get_attribute("name")
        group = self.page.locator(f"[type=radio][name='{name}']")
        chosen = group.and_(self.page.locator(":checked"))
        self.reach(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if locator.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys do not reach {locator}.")

    def select(self, locator, label):
        """An option of a list, by the letters of its label."""
        self.reach(locator)
        self.page.keyboard.type(label)
        assert locator.evaluate("list => list.selectedOptions[0].label") == label


class Reader:
    """The same on a page whose elements are told by the words that people read: the first that fits."""

    def __init__(self, page):
        self.page = page
        self.keys = Keyboard(page)

    def press(self, name):
        """A link or a button."""
        self.keys.press(self._there(self.page.get_by_role("button", name=name).or_(self._link(name))))

    def write(self, label, text):
        self.keys.fill(self._there(self.page.get_by_label(label)), text)

    def tick(self, label, *, exact=False):
        """A checkbox, or one of a group of radio buttons."""
        wanted = self._there(self.page.get_by_label(label, exact=exact))
        (self.keys.choose if wanted.get_attribute("type") == "radio" else self.keys.tick)(wanted)

    def date(self, name, *parts):
        """Day, month and year of a date, whose boxes are told by the name of its field."""
        for place, part in enumerate(parts):
            self.keys.fill(self.page.locator(f"[name={name}_{place}]"), part)

    def upload(self, *files):
        """To the first box for files."""
        box = self._there(self.page.locator("main input[type=file]"))
        self.keys.reach(box)
        box.set_input_files(list(files))

    def _link(self, name):
        return self.page.get_by_role("link", name=name)

    def _there(self, found):
        found.first.wait_for()
        return found.first


class Officer:
    """The same in the admin, where elements are told by their selectors: the first that fits."""

    def __init__(self, page):
        self.page = page
        self.keys = Keyboard(page)

    def go_to(self, selector):
        self.keys.reach(self.page.locator(selector).first)
        return self

    def write(self, selector, text):
        self.keys.fill(self.page.locator(selector).first, text)
        return self

    def choose(self, selector, start):
        """In a list to choose from, type how the choice begins."""
        self.go_to(selector)
        self.page.keyboard.type(start)
        return self

    def press(self, selector, key="Enter"):
        self.go_to(selector)
        self.page.keyboard.press(key)
        return self

    def follow(self, selector):
        """Press Enter on a link or a button, and wait for the page that comes."""
        self.keys.press(self.page.locator(selector).first)
        return self
