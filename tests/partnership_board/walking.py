"""Walking the chains as a reader does: from page to page by their links, and back again."""

from html.parser import HTMLParser


class _Chain(HTMLParser):
    """The links of a page, by the part of the chain in which they stand; and the references of a list of chains."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.links = {}
        self.chains = []
        self.ids = set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        if reference := attributes.get("data-decision"):
            self.chains.append((reference, {}))
        if part := attributes.get("data-chain"):
            self.open.append((tag, part))
        elif self.open and tag == self.open[-1][0]:
            self.open.append((tag, self.open[-1][1]))
        if tag == "a" and (address := attributes.get("href")):
            part = self.open[-1][1] if self.open else ""
            self.links.setdefault(part, []).append(address)
            if self.chains:
                self.chains[-1][1].setdefault(part, []).append(address)

    def handle_endtag(self, tag):
        if self.open and tag == self.open[-1][0]:
            self.open.pop()


def read(client, address):
    """A page's _Chain, and its HTML.

    :raises AssertionError: when the page is not there, or what its fragment names is not on it.
    """
    path, _hash, fragment = address.partition("#")
    response = client.get(path)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    page, html = _Chain(), response.content.decode()
    page.feed(html)
    assert not fragment or fragment in page.ids, f"{path} has no {fragment}"
    return page, html


def walk(client):
    """Walk every chain of /board/chains/ from end to end.

    :returns: {reference of a decision: {part of the chain: addresses}}.
    :raises AssertionError: at the first gap.
    """
    walked, number = {}, 1
    while True:
        page, html = read(client, f"/board/chains/?page={number}")
        for reference, parts in page.chains:
            assert reference not in walked, f"{reference} is told twice"
            walked[reference] = parts
            _walk_one(client, reference, parts)
        if f"?page={number + 1}" not in html:
            return walked
        number += 1


def _walk_one(client, reference, parts):
    (decision,) = set(parts[""]) & {address for address in parts[""] if address.startswith("/board/decisions/")}
    page, html = read(client, decision)
    assert reference in html
    # The decision's own page draws the same chain.
    for part in ("asked", "commitment"):
        assert page.links.get(part, []) == parts.get(part, []), (reference, part)
    assert set(parts["item"]) <= set(page.links["item"]), reference
    (item,) = parts["item"]
    _meeting, html = read(client, item)
    assert decision in html, f"{item} does not lead on to {reference}"
    actions = parts.get("action", [])
    assert actions or "Nothing needs to be done" in client.get(decision).content.decode(), (
        f"{reference} ends in nothing"
    )
    for address in actions:
        assert address in page.links["action"], f"{decision} does not lead on to {address}"
        back, _html = read(client, address)
        assert decision in back.links.get("decision", []), f"{address} does not lead back to {reference}"
        assert item in back.links.get("item", []), f"{address} does not lead back to its item"
    for address in parts.get("commitment", []):
        _promise, html = read(client, address)
        assert decision in html, f"{address} does not lead back to {reference}"
    for address in parts.get("asked", []):
        _finding, html = read(client, address)
        leads_on = [decision, item.partition("#")[0], *actions, *parts.get("commitment", [])]
        assert any(one in html for one in leads_on), f"{address} does not lead on to {reference}"
