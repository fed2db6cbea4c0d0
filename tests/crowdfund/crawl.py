"""Walking through the whole site as somebody, and keeping every page, file and export that they are shown.

Where to start comes from the site's own list of addresses, filled with the keys of what there is; from there the
links of each page are followed.
"""

import re
from html import unescape
from itertools import product
from urllib.parse import urldefrag, urljoin, urlsplit

from django.apps import apps
from django.contrib import admin
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

SKIPPED = re.compile(r"^(jsi18n|autocomplete|password_change|logout|login|django)|calendars|__debug__")
OF_A_THING = re.compile(r"/admin/(\w+/\w+)/(\d+)/")
LEAVE = re.compile(r"^/(accounts|static|media|admin/jsi18n|admin/logout)/")
FOLLOWED_MOST = 600
A_FEW = 4
"""Things of one model whose pages in the admin are followed by those who do not walk everywhere: secrets lie first."""
NEAR = re.compile(r"^/($|crowdfund/|my/|search/|open-data/|admin/($|crowdfund/|mail/|reminders/|audit/))")
"""Where something of an application could be shown at all; the rest of the site is walked through by some."""
ONLY_SENT_TO = set()
"""Addresses that answer everybody with 405: nothing is ever shown there, so nobody asks again."""


def patterns(resolver=None, prefix="", namespaces=()):
    """Every named address of the site: (name with its namespaces, its parameters)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, prefix + str(entry.pattern), (*namespaces, entry.namespace))
        elif isinstance(entry, URLPattern) and entry.name and not SKIPPED.search(entry.name):
            pattern = prefix + str(entry.pattern)
            yield ":".join(filter(None, (*namespaces, entry.name))), re.findall(r"<(?:\w+:)?(\w+)>", pattern)


def starting_points(values, words, rows=3, leave=()):
    """Addresses to begin with.

    :param values: {parameter: what it may be}. What an address with another parameter, or with the key of a row in
        another app, would show is not there; where it is, some page leads to it.
    :param words: what to search for.
    :param leave: names of addresses that the caller fills in by itself, or that show nothing yet.
    :param rows: of each model in the admin, how many things to open.
    """
    found = []
    for name, parameters in patterns():
        if name.startswith("admin:") or (not name.startswith("crowdfund:") and "pk" in parameters) or name in leave:
            continue
        for chosen in product(*(values.get(parameter, []) for parameter in parameters)):
            try:
                found.append(reverse(name, kwargs=dict(zip(parameters, chosen, strict=True))))
            except NoReverseMatch:
                continue
    for word in words:
        found += [f"/search/?q={word}", f"/organisations/?q={word}"]
    for model, shown_by in admin.site._registry.items():
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = reverse(f"{base}_changelist")
        found.append(listed)
        if model._meta.app_label in ("crowdfund", "mail", "reminders"):
            if shown_by.search_fields:
                found += [f"{listed}?q={word}" for word in words]
            for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)[:rows]:
                found += [reverse(f"{base}_{page}", args=[pk]) for page in ("change", "history")]
    return list(dict.fromkeys(["/", "/admin/", *found]))


def exports():
    """Addresses of exports in the admin, which are asked for by POST."""
    for model in admin.site._registry:
        try:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
        except NoReverseMatch:
            continue


def walk(client, points, everywhere=True, near=NEAR):
    """Every answer that shows something, as {address: text}.

    :param everywhere: whether to walk through the parts of the site that know nothing of applications, too.
    :param near: which addresses know of them.

    Redirects are followed by their addresses; an answer that is not there or not allowed shows nothing.
    """
    points = [point for point in points if everywhere or near.match(point)]
    shown, waiting, seen = {}, list(points), set(points)
    followed, things = 0, {}
    while waiting:
        address = waiting.pop()
        if address in ONLY_SENT_TO:
            continue
        response = client.get(address)
        if response.status_code in (301, 302):
            targets = [response["Location"]]
        elif response.status_code == 200:
            shown[address] = text = body_of(response)
            html = "html" in response.get("Content-Type", "")
            targets = re.findall(r'(?:href|src|action)="([^"]+)"', text) if html else []
        else:
            assert response.status_code in (403, 404, 405, 409), (address, response.status_code)
            if response.status_code == 405:
                ONLY_SENT_TO.add(address)
            # What an error page says is shown too.
            shown[f"{address} ({response.status_code})"] = body_of(response)
            continue
        for target in targets:
            found = urldefrag(urljoin(f"http://testserver{address}", unescape(target)))[0]
            parts = urlsplit(found)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            filtered = parts.query and parts.path.startswith("/admin/")
            if parts.netloc != "testserver" or path in seen or LEAVE.search(path) or filtered:
                continue
            if not everywhere and not near.match(path):
                continue
            if not everywhere and (thing := OF_A_THING.match(path)):
                known = things.setdefault(thing[1], set())
                if thing[2] not in known and len(known) == A_FEW:
                    continue
                known.add(thing[2])
            if followed < FOLLOWED_MOST:
                followed += 1
                seen.add(path)
                waiting.append(path)
    for address in exports():
        response = client.post(address, {"format": "0", "resource": "0"})
        if response.status_code == 200:
            shown[f"POST {address}"] = body_of(response)
    return shown


def body_of(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return unescape(content.decode("utf-8", errors="replace"))


def pages_with(shown, secret):
    """Addresses of what shows a secret. The page that only repeats what was searched for is none."""
    return [address for address, text in shown.items() if secret in text and secret not in address]


def keys_of(*labels):
    """The keys of everything in these models of the app, a few of each."""
    return sorted({pk for label in labels for pk in apps.get_model(label).objects.values_list("pk", flat=True)[:6]})
