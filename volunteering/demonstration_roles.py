"""What the demonstration county's organisations ask volunteers to do: the rows of the file beside this one."""

import csv
from pathlib import Path
from typing import NamedTuple


class Role(NamedTuple):
    """One thing to do.

    :param themes: slugs of organisations.vocabularies, with spaces between.
    :param where: a kind of place, or "home".
    :param skills: notations of the Volunteering Data Standard, with commas between.
    """

    themes: str
    title: str
    summary: str
    tasks: str
    commitment: str
    times: str = "weekday-days"
    where: str = "Community centre"
    checks: str = "none"
    age: int = 18
    skills: str = ""
    training: str = "A first visit with somebody who knows the work, and a person to ask."
    one_off: bool = False


def roles():
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return [
            Role(**{**row, "age": int(row["age"]), "one_off": row["one_off"] == "yes"}) for row in csv.DictReader(file)
        ]
