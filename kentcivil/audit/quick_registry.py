"""pgtrigger looks through every trigger it knows each time it hears of another one.

With the nearly six hundred that histories need, each registered twice, that is a third of the time in which any process
of the portal starts. Here the two lists it looks through are kept instead of made anew. What it refuses, it refuses as
before.
"""

from pgtrigger import registry


class QuickRegistry(registry._Registry):
    """The triggers of all models, as {address of a trigger: (model, trigger)}."""

    def __init__(self, registered=()):
        self._by_table = {}
        self._names = set()
        super().__init__(registered)

    @property
    def by_db_table(self):
        return self._by_table

    @property
    def pg_function_names(self):
        return self._names

    def __setitem__(self, address, registered):
        super().__setitem__(address, registered)
        model, trigger = registered
        self._by_table[model._meta.db_table, trigger.name] = trigger
        self._names.add(trigger.get_pgid(model))

    def __delitem__(self, address):
        model, trigger = self[address]
        super().__delitem__(address)
        del self._by_table[model._meta.db_table, trigger.name]
        self._names.remove(trigger.get_pgid(model))


def use():
    """From now on; triggers that are registered already stay so."""
    if not isinstance(registry._registry, QuickRegistry):
        registry._registry = QuickRegistry(registry._registry)
