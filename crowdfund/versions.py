"""A round as one document that can be kept, and what differs between two editions of it.

A document is a list of lines [key, label, text]. The key stays the same while the text changes, so that a changed
line is told from a new one. The grace is left out: applicants are not told of it.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format

from crowdfund import caps
from crowdfund.amounts import pounds

TEXTS = ["title", "summary", "who_can_apply", "what_we_fund", "rules", "guidance", "declaration"]


@dataclass(frozen=True)
class Change:
    """A line that differs: empty before where it is new, empty after where it is gone."""

    label: str
    before: str
    after: str


def content_of(round_):
    """The whole round as lines. Asks the database about ten times, whatever the round's size."""
    lines = [[name, round_._meta.get_field(name).verbose_name, getattr(round_, name)] for name in TEXTS]
    lines += [["opens_at", "opens", _moment(round_.opens_at)], ["closes_at", "closes", _moment(round_.closes_at)]]
    if round_.combined_cap_percent is not None:
        lines.append(["combined_cap", "most from all council funds", f"{round_.combined_cap_percent}% of the target"])
    lines += [
        [f"fund {one.pk}", f"fund: {one.fund.name}", _sentences(pounds(one.amount), _limits(one), _area(one.fund))]
        for one in round_.round_funds.select_related("fund").prefetch_related("fund__area").order_by("pk")
    ]
    lines += [
        [f"objective {one.pk}", "objective", _sentences(one.name, one.description)] for one in round_.objectives.all()
    ]
    lines += [
        [f"criterion {one.pk}", "criterion", _sentences(one.name, one.description, f"Weight {one.weight}")]
        for one in round_.criteria.all()
    ]
    lines += [
        [f"eligibility {one.pk}", "question about who can apply", _eligibility(one)]
        for one in round_.eligibility_questions.all()
    ]
    for section in round_.sections.prefetch_related("questions"):
        lines.append([f"section {section.pk}", "section", _sentences(section.title, section.guidance)])
        lines += [[f"question {one.pk}", "question", _question(one)] for one in section.questions.all()]
    lines += [
        [
            f"document {one.pk}",
            "document asked for",
            _sentences(one.name, _must(one), one.help_text, one.accepted_names),
        ]
        for one in round_.documents_asked.all()
    ]
    lines += [
        [f"answer {one.pk}", "frequently asked question", _sentences(one.question, one.answer)]
        for one in round_.frequent_questions.all()
    ]
    return [[key, str(label), text] for key, label, text in lines]


def changes(before, after):
    """What differs between two documents, in the order of the later one; what is gone comes last."""
    earlier = {key: (label, text) for key, label, text in before}
    found = []
    for key, label, text in after:
        _label, was = earlier.pop(key, (label, ""))
        if was != text:
            found.append(Change(label, was, text))
    return found + [Change(label, text, "") for label, text in earlier.values()]


def _moment(moment):
    return f"{date_format(timezone.localtime(moment), 'j F Y, H:i')}, London time"


def _sentences(*parts):
    return "\n".join(part for part in parts if part)


def _must(thing):
    return "" if thing.required else "Optional"


def _limits(round_fund):
    limits = caps.limits_of(round_fund)
    return f"At most {limits} for one project" if limits else ""


def _area(fund):
    names = ", ".join(district.name for district in fund.area.all())
    return f"Only for projects in {names}" if names else ""


def _eligibility(question):
    ruling = "Yes" if question.rules_out else "No"
    return _sentences(question.text, question.help_text, f"{ruling} rules out: {question.why}", question.what_else)


def _document(asked):
    return _sentences(asked.name, _must(asked), asked.help_text, asked.accepted_names)


def _question(question):
    limit = f"At most {question.word_limit} words" if question.word_limit else ""
    kind = question.get_kind_display()
    return _sentences(question.text, question.help_text, kind, _must(question), limit, ", ".join(question.choices))
