"""What open data there is. Each app tells of its own, in its AppConfig; the page /open-data/ lists it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

OPEN_GOVERNMENT_LICENCE = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True)
class Download:
    """One file or address of a dataset.

    :param label: the format, such as "CSV", or the standard an address speaks.
    :param url_name: name of the view, without arguments.
    :param offered: called without arguments: whether the file is there now.
    """

    label: str | Promise
    url_name: str
    offered: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Dataset:
    """Something others may take and use.

    :param slug: stays the same: it is the fragment of the address /open-data/#slug.
    :param description: one or two plain sentences: what it holds and who may want it.
    :param downloads: Downloads, the one most people want first.
    :param generated: called without arguments: when it last changed, or None when it is made afresh each time.
    """

    slug: str
    title: str | Promise
    description: str | Promise
    downloads: tuple[Download, ...]
    licence: str = OPEN_GOVERNMENT_LICENCE
    generated: Callable[[], datetime | None] = lambda: None


_datasets: dict[str, Dataset] = {}


def register(dataset):
    """Add a dataset to the catalogue.

    :raises ValueError: when the slug is taken.
    """
    if dataset.slug in _datasets:
        raise ValueError(f"There is a dataset {dataset.slug} already.")
    _datasets[dataset.slug] = dataset


def all_datasets():
    """The datasets of all apps, by title."""
    return sorted(_datasets.values(), key=lambda dataset: str(dataset.title))
