"""What kinds of organisation the demonstration county has: kinds.toml, read."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Kind:
    """A kind of organisation, as kinds.toml explains."""

    weight: int
    names: list
    themes: str
    people: str
    size: str
    summaries: list
    services: dict = field(default_factory=dict)


KINDS = [Kind(**kind) for kind in WORDS["kind"]]
SURNAMES, SAINTS, DAYS = (WORDS[name].split() for name in ("surnames", "saints", "days"))
