"""A bulk change that waits for an officer, and one that was made: what the desk shows of many entries at once."""

from organisations.bulk import actions, plan
from organisations.bulk.models import BulkChange
from organisations.models import Organisation


def fill(county):
    officer = county.people["directory"]
    gardens = Organisation.objects.published().filter(name__contains="Community Garden").order_by("name", "pk")
    chosen = Organisation.objects.filter(pk__in=list(gardens.values_list("pk", flat=True)[:6]))
    done = actions.check(
        by=officer,
        kind=BulkChange.Kind.CHOSEN,
        title="Themes of 6 entries",
        reason="People who look for company and fresh air should find gardens",
        found=plan.of_entries(chosen, "themes", "Mental health and wellbeing", mode="add"),
    )
    if done.lines:
        actions.apply(by=officer, change=done)
    actions.check(
        by=officer,
        kind=BulkChange.Kind.FILE,
        title="answers-to-the-autumn-letter.csv",
        reason="Answers to the letter that all groups in Thanet had in autumn",
        found=plan.of_rows(list(_answers())),
    )


def _answers():
    """Rows of a spreadsheet: four answers, a new group and a mistake."""
    asked = Organisation.objects.published().filter(district__slug="thanet", phone="").order_by("name")[:4]
    for number, entry in enumerate(asked, start=2):
        yield number, {"id": str(entry.public_id), "name": entry.name, "phone": f"01632 96{number:04}"}
    yield 6, {"name": "Margate Harbour Knitters", "town": "Margate", "themes": "Arts, music and culture"}
    yield 7, {"charity number": "1199999", "town": "Ramsgate", "email": "ask at the desk"}
