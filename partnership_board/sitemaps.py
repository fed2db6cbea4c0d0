"""The board's, the strategy's and the consultations' pages for search engines."""

from kentcivil.sitemaps import NamedPages, PublishedPages
from partnership_board.models import Action, Body, Commitment, Consultation, Decision, Edition, Meeting, ProgressReport


def _groups():
    """The bodies but for the board itself, whose page is a named one."""
    return Body.objects.published().exclude(kind=Body.Kind.BOARD)


SITEMAPS = {
    "board": NamedPages(
        *("board", "board_actions", "board_decisions", "board_forward_plan", "board_interests", "board_chains"),
        *("strategy", "commitments", "strategy_text", "progress_reports", "consultations"),
    ),
    "groups": PublishedPages(_groups),
    "meetings": PublishedPages(Meeting.objects.published, changed="changed_at"),
    "decisions": PublishedPages(lambda: Decision.objects.published().select_related("body")),
    "actions": PublishedPages(Action.objects.published),
    "commitments": PublishedPages(Commitment.objects.published),
    "editions": PublishedPages(lambda: Edition.objects.published().select_related("strategy"), changed="published_at"),
    "progress-reports": PublishedPages(ProgressReport.objects.published, changed="made_at"),
    "consultations": PublishedPages(Consultation.objects.published),
}
