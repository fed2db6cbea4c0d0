"""How one version of the strategy's text differs from another: part by part, told apart by their addresses."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Differences:
    """What became of the sections of an earlier version.

    :ivar added: Sections that the earlier version does not have.
    :ivar changed: Sections with another heading or text than there.
    :ivar removed: Sections of the earlier version that are gone.
    """

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    removed: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.changed or self.removed)


def differences(sections, earlier):
    """The Differences between the sections of a version and those of an earlier one. Their order says nothing."""
    before = {one.slug: one for one in earlier}
    after = {one.slug: one for one in sections}
    return Differences(
        added=[one for slug, one in after.items() if slug not in before],
        changed=[one for slug, one in after.items() if slug in before and _words(one) != _words(before[slug])],
        removed=[one for slug, one in before.items() if slug not in after],
    )


def _words(section):
    return section.heading.split(), section.text.split()
