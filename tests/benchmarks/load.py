"""Clients that time the portal: one after another for latency, several at once for throughput."""

import gzip
import http.client
import itertools
import multiprocessing
import re
import time
import uuid

WARM_UP = 6


def seconds_each(port, addresses, *, rounds):
    """Time requests one after another over one connection.

    :param addresses: {name: address, or a function that makes one}, asked in turn, so that what is compared is
        measured in the same seconds.
    :returns: {name: seconds of each request}
    """
    times = {name: [] for name in addresses}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number in range(rounds + WARM_UP):
        for name, address in addresses.items():
            address = address() if callable(address) else address
            started = time.perf_counter()
            _get(connection, address)
            if number >= WARM_UP:
                times[name].append(time.perf_counter() - started)
    return times


def never_asked(addresses):
    """A function that gives these addresses in turn, each time with a parameter that makes it new to every cache.

    Pages leave out what they do not know, so what is asked of the database is what visitors ask.
    """
    turns = itertools.cycle(addresses)
    return lambda: _fresh(next(turns))


def queries(port, path):
    """How many queries a page takes when no cache has it."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _warm_up in range(WARM_UP):
        connection.request("GET", _fresh(path), headers={"X-Count-Queries": "1"})
        response = connection.getresponse()
        response.read()
    return int(response.headers["X-Queries"])


def requests_a_second(port, address, *, seconds, clients=4):
    """Requests answered in a second while several clients ask at once, each in a process of its own.

    :param address: as in seconds_each.
    """
    forked = multiprocessing.get_context("fork")
    counts = forked.SimpleQueue()
    asking = [forked.Process(target=_ask_repeatedly, args=(port, address, seconds, counts)) for _ in range(clients)]
    for process in asking:
        process.start()
    for process in asking:
        process.join()
        if process.exitcode:
            raise AssertionError(f"A client of {address} failed.")
    return sum(counts.get() for _ in asking) / seconds


def gzipped_bytes(port, path):
    """Bytes that a first visit to a page takes over the wire: the page, its style sheets and its scripts.

    :returns: (the page alone, all together)
    """
    connection = http.client.HTTPConnection("127.0.0.1", port)
    page = _get(connection, path, {"Accept-Encoding": "identity"})
    parts = set(re.findall(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page))
    sizes = [len(gzip.compress(_get(connection, part.decode(), {"Accept-Encoding": "identity"}), 6)) for part in parts]
    alone = len(gzip.compress(page, 6))
    return alone, alone + sum(sizes)


def _fresh(address):
    return f"{address}{'&' if '?' in address else '?'}fresh={uuid.uuid4().hex}"


def _ask_repeatedly(port, address, seconds, counts):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    until = time.monotonic() + seconds
    answered = 0
    while time.monotonic() < until:
        _get(connection, address() if callable(address) else address)
        answered += 1
    counts.put(answered)


def _get(connection, address, headers=None):
    connection.request("GET", address, headers=headers or {"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise AssertionError(f"{address} answered {response.status}")
    return body
