"""Five hundred people with a finished draft and a session each, made inside the portal's database."""

import json
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from crowdfund import completeness
from crowdfund.models import (
    Answer,
    Application,
    BudgetLine,
    Document,
    EligibilityAnswer,
    Part,
    Question,
    Round,
    Writer,
)
from kentcivil.accounts.models import User
from organisations.models import Membership, Organisation

ANSWER = "Carers told us that they have nowhere to go for an hour without having to explain themselves. " * 8
FIRST_NUMBER = 1000


def prepare(count):
    """Prints a line of JSON: [[reference, session key], …] of finished drafts in the open round."""
    round_ = Round.objects.open_at(timezone.now()).get()
    organisations = list(Organisation.objects.published().order_by("-pk")[:count])
    people = User.objects.bulk_create(
        User(email=f"applicant{number}@bench.example", name=f"Applicant {number}", password="!")
        for number in range(count)
    )
    pairs = list(zip(organisations, people, strict=True))
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=person, role=Membership.Role.OWNER) for organisation, person in pairs
    )
    drafts = Application.objects.bulk_create(
        Application(
            round=round_,
            number=FIRST_NUMBER + number,
            reference=f"{round_.reference_prefix}-{FIRST_NUMBER + number}",
            organisation=organisation,
            started_by=person,
            legal_form="charity",
            contact_name=person.name,
            contact_email=person.email,
            contact_phone="01632 960100",
            project_title=f"A café for carers {number}",
            project_summary="A café where carers meet.",
            starts_on=(round_.closes_at + timedelta(days=100)).date(),
            ends_on=(round_.closes_at + timedelta(days=300)).date(),
            amount_asked=2000,
            had_subsidies=False,
        )
        for number, (organisation, person) in enumerate(pairs)
    )
    _fill(round_, drafts)
    lacking = Application.objects.whole().get(pk=drafts[0].pk)
    assert completeness.is_complete(lacking), [part for part in completeness.parts(lacking) if part.problems]
    print(json.dumps([[draft.reference, _session(person)] for draft, person in zip(drafts, people, strict=True)]))


def _fill(round_, drafts):
    objective, district = round_.objectives.first(), "E07000114"
    questions = list(Question.objects.filter(section__round=round_))
    eligibility = list(round_.eligibility_questions.all())
    required = list(round_.documents_asked.filter(required=True))
    Application.objectives.through.objects.bulk_create(
        Application.objectives.through(application=one, objective=objective) for one in drafts
    )
    Application.districts.through.objects.bulk_create(
        Application.districts.through(application=one, district_id=district) for one in drafts
    )
    Answer.objects.bulk_create(
        Answer(application=one, question=question, text=_answer(question)) for one in drafts for question in questions
    )
    EligibilityAnswer.objects.bulk_create(
        EligibilityAnswer(application=one, question=asked, yes=not asked.rules_out)
        for one in drafts
        for asked in eligibility
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(application=one, kind="cost", position=place, description=f"Thing {place}", amount=600)
        for one in drafts
        for place in range(10)
    )
    Document.objects.bulk_create(
        Document(
            application=one,
            asked=asked,
            file="crowdfund/none",
            original_name="constitution.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
        )
        for one in drafts
        for asked in required
    )
    Writer.objects.bulk_create(Writer(application=one, user=one.started_by) for one in drafts)
    keys = [part.key for part in completeness.parts(Application.objects.whole().get(pk=drafts[0].pk))]
    Part.objects.bulk_create(Part(application=one, key=key) for one in drafts for key in keys)


def _answer(question):
    kind = Question.Kind
    return {
        kind.LONG: ANSWER,
        kind.NUMBER: "120",
        kind.YES_NO: "yes",
        kind.DATE: "1 3 2027",
        kind.CHOICE: question.choices[0] if question.choices else "",
    }.get(question.kind, "")


def _session(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def officer():
    """Prints the session key of somebody who may see the officers' list."""
    person = User.objects.create(email="officer@bench.example", name="Officer", is_staff=True, is_superuser=True)
    TOTP.activate(person, generate_totp_secret())
    print(_session(person))


def grow(count):
    """Copy one application until there are so many, inside the database, without its history."""
    first = Application.objects.filter(number__gte=FIRST_NUMBER).order_by("pk").first()
    columns = [field.column for field in Application._meta.concrete_fields if field.column != "id"]
    instead = {
        "number": "100000 + place",
        "reference": "'BENCH-' || place",
        "project_title": "'Project ' || place",
        "state": "'draft'",
        "submitted_at": "NULL",
        "withdrawn_at": "NULL",
        "closed_at": "NULL",
        "changed_at": "changed_at - place * interval '1 second'",
    }
    chosen = ", ".join(instead.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO crowdfund_application ({', '.join(columns)}) SELECT {chosen} "
            "FROM crowdfund_application, generate_series(1, %s) AS place WHERE id = %s",
            [count, first.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    print(Application.objects.count())
