"""A round that has opened stays as applicants were told, whoever writes: a change is a version, and they hear of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from crowdfund import actions, versions
from crowdfund.models import (
    Criterion,
    DocumentAsked,
    EligibilityQuestion,
    FrequentQuestion,
    Question,
    Round,
    RoundFund,
    RoundVersion,
    Section,
)
from crowdfund.states import RoundState
from crowdfund.tasks import tell_of_versions
from kentcivil.geography.models import District
from kentcivil.mail.models import Message
from tests.crowdfund.factories import (
    FundFactory,
    ObjectiveFactory,
    draft,
    finished,
    full_round,
    funding_officer,
    role_holder,
)
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def refused(write):
    """Whether the database refuses a write, as one to a round that has opened."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return "new version" in str(error)
    return False


def writes(round_):
    """Every way in which a round can change, by name: straight to the database, past all of our own code."""
    fund = FundFactory()
    return {
        "text": lambda: Round.objects.filter(pk=round_.pk).update(rules="Other rules"),
        "closing time": lambda: Round.objects.filter(pk=round_.pk).update(closes_at=round_.closes_at + DAY),
        "state": lambda: Round.objects.filter(pk=round_.pk).update(state=RoundState.DRAFT),
        "deletion": lambda: Round.objects.filter(pk=round_.pk)._raw_delete("default"),
        "amount of a fund": lambda: RoundFund.objects.filter(round=round_).update(amount=1),
        "another fund": lambda: RoundFund.objects.create(round=round_, fund=fund, amount=1),
        "no fund": lambda: RoundFund.objects.filter(round=round_).delete(),
        "another objective": lambda: round_.objectives.add(ObjectiveFactory()),
        "no objective": lambda: round_.objectives.clear(),
        "objective": lambda: round_.objectives.update(name="Another name"),
        "eligibility": lambda: EligibilityQuestion.objects.filter(round=round_).update(rules_out=True),
        "section": lambda: Section.objects.filter(round=round_).update(title="Other"),
        "another section": lambda: Section.objects.create(round=round_, title="More", slug="more"),
        "question": lambda: Question.objects.filter(section__round=round_).update(word_limit=10),
        "another question": lambda: Question.objects.create(section=round_.sections.get(), text="And?"),
        "no question": lambda: Question.objects.filter(section__round=round_)._raw_delete("default"),
        "document": lambda: DocumentAsked.objects.filter(round=round_).update(required=False),
        "criterion": lambda: Criterion.objects.filter(round=round_).update(weight=9),
        "no criterion": lambda: Criterion.objects.filter(round=round_).delete(),
        "answer": lambda: FrequentQuestion.objects.create(round=round_, question="Why?", answer="So."),
        "fund's area": lambda: round_.funds.get().area.add(District.objects.first()),
        "fund's limit": lambda: round_.funds.update(cap_pounds=5),
    }


def test_the_database_lets_an_opened_round_change_in_no_way_but_by_a_version():
    round_ = full_round()
    assert [name for name, write in writes(round_).items() if not refused(write)] == []


def test_in_a_transaction_with_a_version_it_may_change():
    round_ = full_round()
    for name, write in writes(round_).items():
        if name == "deletion":
            continue
        with transaction.atomic():
            version = actions.begin_version(round_=round_, sentence="A change.", by=funding_officer())
            write()
            assert version.number > 1, name
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "fields", [{"state": RoundState.DRAFT}, {"opens_at": timezone.now() + DAY}], ids=["not public", "not open yet"]
)
def test_a_round_that_is_not_public_or_has_not_opened_changes_freely(fields):
    for name in writes(full_round(**fields)):
        if name != "deletion":
            assert not refused(writes(full_round(**fields))[name]), name


def test_a_round_cannot_be_taken_into_an_opened_one():
    section, criterion = full_round(state=RoundState.DRAFT).sections.get(), Criterion.objects.first()
    opened = full_round()
    assert refused(lambda: Criterion.objects.filter(pk=criterion.pk).update(round=opened))
    assert refused(lambda: Section.objects.filter(pk=section.pk).update(round=opened, slug="moved"))
    assert refused(lambda: Question.objects.filter(section=section).update(section=opened.sections.get()))


def test_saving_a_round_as_it_is_changes_nothing():
    round_ = full_round()
    round_.save()
    round_.criteria.first().save()
    round_.sections.get().questions.first().save()
    round_.objectives.get().save()


@pytest.mark.django_db(transaction=True)
def test_a_version_opens_the_door_for_its_own_transaction_only():
    round_ = full_round()
    officer = funding_officer_without_groups()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crowdfund_roundversion (round_id, number, made_at, sentence, content)"
            " VALUES (%s, 2, now(), 'Yesterday', '[]')",
            [round_.pk],
        )
    assert refused(lambda: Round.objects.filter(pk=round_.pk).update(rules="Other"))
    version = RoundVersion.objects.get()
    for change in ({"sentence": "Never said"}, {"content": [1]}, {"number": 3}):
        with pytest.raises(IntegrityError, match="never rewritten"):
            RoundVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(IntegrityError, match="never rewritten"):
        version.delete()
    RoundVersion.objects.update(told_at=timezone.now(), made_by=officer)


def funding_officer_without_groups():
    """A test on real connections has lost the groups that migrations made."""
    from tests.factories import UserFactory

    return UserFactory(is_superuser=True)


# --- Versions ---------------------------------------------------------------------------------------------------


def test_a_change_is_kept_with_what_it_was_before_and_applicants_hear_of_it_once():
    application, officer = finished(), funding_officer()
    round_ = application.round
    colleague = MembershipFactory(organisation=application.organisation, role="owner").user
    MembershipFactory(organisation=application.organisation, role="editor")
    elsewhere = draft()
    with actions.new_version(round_=round_, sentence="The number is clearer now.", by=officer):
        Question.objects.filter(text="How many people will it help?").filter(section__round=round_).update(
            text="How many people will it help in a year?"
        )
    first, second = round_.versions.order_by("number")
    (change,) = versions.changes(first.content, second.content)
    assert change.label == "question"
    assert "How many people will it help?" in change.before
    assert "in a year?" in change.after
    tell_of_versions()
    tell_of_versions()
    told = Message.objects.filter(subject__contains="has changed")
    assert set(told.values_list("to", flat=True)) == {application.started_by.email, colleague.email}
    assert elsewhere.started_by.email not in told.values_list("to", flat=True)
    assert told.count() == 2
    assert "The number is clearer now." in told.first().text


def test_a_second_change_follows_the_first_and_the_round_as_it_opened_stays():
    round_, officer = full_round(), funding_officer()
    for wording in ("How many people will it help in a year?", "How many people will it help in all?"):
        with actions.new_version(round_=round_, sentence="The number is clearer now.", by=officer):
            Question.objects.filter(section__round=round_, position=2).update(text=wording)
    assert list(round_.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert "How many people will it help?" in str(round_.versions.get(number=1).content)


def test_what_is_new_and_what_is_gone_are_told_apart():
    assert [(one.before, one.after) for one in versions.changes([["a", "A", "1"]], [["b", "B", "2"]])] == [
        ("", "2"),
        ("1", ""),
    ]


def test_a_change_that_applicants_do_not_see_is_no_version():
    round_ = full_round()
    with actions.new_version(round_=round_, sentence="A little more time.", by=funding_officer()):
        Round.objects.filter(pk=round_.pk).update(grace_minutes=15)
    assert not round_.versions.exclude(number=1).exists()
    assert Round.objects.get().grace_minutes == 15


def test_a_version_needs_an_officer_and_a_sentence():
    round_ = full_round()
    with pytest.raises(actions.NotAllowed):
        actions.begin_version(round_=round_, sentence="Mine now.", by=role_holder("assessor"))
    with pytest.raises(actions.NotReady):
        actions.begin_version(round_=round_, sentence="  ", by=funding_officer())


def test_nobody_is_told_of_changes_once_the_round_is_over():
    application = finished()
    round_ = application.round
    with actions.new_version(round_=round_, sentence="A typing error.", by=funding_officer()):
        Round.objects.filter(pk=round_.pk).update(rules="A project is funded once.")
    version = round_.versions.first()
    assert actions.tell_of_version(version=version, at=round_.closes_at + DAY) == 0
    assert actions.tell_of_version(version=version) == 0
    assert not Message.objects.exists()


def test_closing_later_is_a_version_too():
    round_ = full_round()
    later = round_.closes_at + DAY
    actions.extend_round(round_=round_, closes_at=later, reason="The site was down", by=funding_officer())
    first, second = round_.versions.order_by("number")
    assert [change.label for change in versions.changes(first.content, second.content)] == ["closes"]
    assert second.sentence == "The site was down"


def test_the_public_reads_what_changed(client):
    round_ = full_round()
    address = reverse("crowdfund:versions", args=[round_.slug])
    assert "Nothing. The round is as it was" in client.get(address).content.decode()
    with actions.new_version(round_=round_, sentence="We ask for one document less.", by=funding_officer()):
        round_.documents_asked.filter(required=False).delete()
    page = client.get(address).content.decode()
    assert "We ask for one document less." in page
    assert "Taken out." in page
    assert "We ask for one document less." in client.get(round_.get_absolute_url()).content.decode()


# --- In the admin -----------------------------------------------------------------------------------------------


def form_of(page):
    """What a browser would send from an admin form, unchanged."""
    data = {}
    form = page.context["adminform"].form
    sets = [one.formset for one in page.context["inline_admin_formsets"]]
    forms = [form, *(one for formset in sets for one in [formset.management_form, *formset.initial_forms])]
    for one in forms:
        for field in one:
            widget, value = field.field.widget, field.value()
            if hasattr(widget, "decompress"):
                for place, part in enumerate(widget.decompress(value)):
                    data[f"{field.html_name}_{place}"] = part or ""
            elif hasattr(widget, "input_type") and widget.input_type == "checkbox" and not hasattr(widget, "choices"):
                data |= {field.html_name: "on"} if value else {}
            elif isinstance(value, list) and not hasattr(widget, "choices"):
                data[field.html_name] = ",".join(value)
            elif isinstance(value, list):
                data[field.html_name] = [getattr(one, "pk", one) for one in value]
            else:
                data[field.html_name] = "" if value is None else value
    return data


def test_an_officer_changes_an_opened_round_with_a_sentence_for_applicants(client):
    client.force_login(funding_officer())
    round_ = full_round()
    address = reverse("admin:crowdfund_round_change", args=[round_.pk])
    page = client.get(address)
    assert "What changes, and why" in page.content.decode()
    data = {**form_of(page), "rules": "A project is funded once, and never again."}
    assert "applicants are told" in client.post(address, data).content.decode()
    assert Round.objects.get().rules == "A project is funded once only."
    response = client.post(address, {**data, "what_changes": "The rule about repeats is clearer."})
    assert response.status_code == 302, response.context["errors"]
    assert Round.objects.get().rules.endswith("never again.")
    assert round_.versions.first().sentence == "The rule about repeats is clearer."
    history = client.get(reverse("admin:crowdfund_round_history", args=[round_.pk])).content.decode()
    assert "The rule about repeats is clearer." in history


def test_an_officer_changes_a_question_of_an_opened_round(client):
    client.force_login(funding_officer())
    round_ = full_round()
    section = round_.sections.get()
    address = reverse("admin:crowdfund_section_change", args=[section.pk])
    data = {**form_of(client.get(address)), "questions-0-text": "What will happen, and when?"}
    assert "applicants are told" in client.post(address, data).content.decode()
    response = client.post(address, {**data, "what_changes": "We ask when, too."})
    assert response.status_code == 302
    assert section.questions.first().text == "What will happen, and when?"
    assert round_.versions.first().sentence == "We ask when, too."


def test_a_round_that_has_not_opened_is_changed_without_a_word(client):
    client.force_login(funding_officer())
    round_ = full_round(opens_at=timezone.now() + DAY)
    address = reverse("admin:crowdfund_round_change", args=[round_.pk])
    page = client.get(address)
    assert "What changes, and why" not in page.content.decode()
    response = client.post(address, {**form_of(page), "rules": "Other rules."})
    assert response.status_code == 302, response.context["errors"]
    assert not RoundVersion.objects.exists()


def test_versions_and_passes_are_read_in_the_admin_and_not_written(client):
    round_ = full_round()
    with actions.new_version(round_=round_, sentence="A typing error.", by=funding_officer()):
        Round.objects.filter(pk=round_.pk).update(rules="Other")
    client.force_login(role_holder("auditor"))
    assert "A typing error." in client.get(reverse("admin:crowdfund_roundversion_changelist")).content.decode()
    version = RoundVersion.objects.first()
    for name in ("change", "delete"):
        address = reverse(f"admin:crowdfund_roundversion_{name}", args=[version.pk])
        assert client.post(address, {"sentence": "Mine"}).status_code == 403
    assert client.get(reverse("admin:crowdfund_roundversion_add")).status_code == 403
