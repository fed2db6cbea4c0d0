import pytest
from django.core.cache import cache

from organisations.filters import VOCABULARIES
from organisations.sampling import directory
from organisations.synonyms import thesaurus


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps for a moment does not outlive a test."""
    cache.clear()
    for vocabulary in VOCABULARIES.values():
        vocabulary.forget()
    thesaurus.forget()
    directory.forget()
