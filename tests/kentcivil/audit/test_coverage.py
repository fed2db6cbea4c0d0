"""Each model's history is kept, or it says here why not."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

OURS = ["kentcivil", "organisations", "volunteering", "crowdfund", "partnership_board"]

WITHOUT_HISTORY = {
    "accounts.RoleGiven": "its history is kept: added and taken away are its only events",
    "accounts.PermissionGiven": "its history is kept: added and taken away are its only events",
    "audit.Purge": "is itself a line of the history, and append-only",
    "mail.Message": "is written once and then only delivered; its state tells the rest",
    "reminders.Claim": "is written once and never changed",
    "followers.Following": "is the person's own choice, deleted when they stop",
    "reminders.OptOut": "is the person's own choice, kept no longer than it holds",
    "reminders.RuleRun": "counts the last run of a rule, overwritten every five minutes",
    "geography.District": "comes from the gazetteer in a migration; nobody edits it",
    "geography.PostcodeSector": "comes from the gazetteer in a migration; nobody edits it",
    "geography.Postcode": "is replaced by load_postcodes as a whole; nobody edits it",
    "organisations.Word": "is written anew from the published entries",
    "volunteering.Word": "is written by triggers from the published opportunities",
    "volunteering.Skill": "comes from the Volunteering Data Standard's list",
    "crowdfund.AwardStep": "is itself the story of an award: written once, which the database sees to",
    "crowdfund.Entry": "is a line of the ledger: written once, which the database sees to",
    "crowdfund.Movement": "is a line of the ledger: written once, which the database sees to",
    "crowdfund.EqualityAnswers": "lead back to nobody, and a history would",
    "crowdfund.KeptTyping": "is what somebody typed too late, kept for them alone and for a while",
    "crowdfund.RoundVersion": "is itself the history of a round: written once, which the database sees to",
    "crowdfund.StepTaken": "is the number of a form that was sent; the step it took is in the history",
    "crowdfund.Writer": "says only who is reminded; what they wrote keeps its own history",
    "partnership_board.Answer": "is its writer's alone until it is sent; from then on it can only be erased",
    "partnership_board.EqualityReply": "leads back to nobody, and a history would",
    "partnership_board.Mark": "says itself who set it aside and when",
    "partnership_board.Reading": "says itself who read an answer and when",
    "partnership_board.Coding": "says itself who found the theme and when",
    "partnership_board.Count": "is worked out from the answers, anew each time",
    "partnership_board.MinutesVersion": "is itself the history of minutes: written once",
    "partnership_board.Pack": "is written once, as it was published",
    "partnership_board.PackPart": "is written once, as it was published",
}


def _models():
    for model in apps.get_models():
        is_event = hasattr(model, "pgh_tracked_model")
        if model.__module__.split(".")[0] in OURS and not is_event:
            yield model


def test_every_model_keeps_its_history_or_says_why_not():
    forgotten = [
        model._meta.label
        for model in _models()
        if not hasattr(model, "pgh_event_models") and model._meta.label not in WITHOUT_HISTORY
    ]
    assert not forgotten, (
        f"{', '.join(forgotten)}: put @recorded() from kentcivil.audit.history on each, with exclude=[…] for personal "
        f"data and secrets, or write the reason why it needs no history into WITHOUT_HISTORY in {__file__}."
    )


def test_the_history_is_changed_in_one_place_only():
    using = {
        str(path.relative_to(settings.BASE_DIR))
        for room in OURS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if "pgtrigger.ignore" in path.read_text()
    }
    assert using == {"kentcivil/audit/erasure.py"}


@pytest.mark.django_db
def test_the_triggers_that_keep_the_history_are_in_the_database():
    """Migrations of triggers are made quick by leaving the models as they are: see docs/decisions/0042."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%%'")
        there = {tuple(row) for row in cursor.fetchall()}
    wanted = {
        (model._meta.db_table, trigger.get_pgid(model))
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", ())
    }
    assert wanted
    assert wanted - there == set()
