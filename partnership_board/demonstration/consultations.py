"""The consultations on the strategy: two that are over, with what was done about them, and one that is open."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.utils import timezone

from kentcivil.typesetting import typeset
from organisations.models import Organisation
from partnership_board.actions.responses import new_reference
from partnership_board.consultations.counting import count_again
from partnership_board.consultations.equality import CHOICES
from partnership_board.consultations.likeness import bands, fingerprint, plain_words
from partnership_board.consultations.states import ConsultationState, ResponseState
from partnership_board.demonstration.meetings import PAPER
from partnership_board.demonstration.said import CAMPAIGN, MISSING, NEEDED, OPENINGS, TOWNS
from partnership_board.models import (
    Action,
    Answer,
    Coding,
    Commitment,
    Consultation,
    ConsultationDocument,
    Decision,
    EqualityReply,
    Finding,
    Question,
    Reading,
    Response,
    Strategy,
    Theme,
    WhatWeDid,
)

LONDON = ZoneInfo("Europe/London")
PAPER_ADDRESS = (
    "Ask for a form on 01622 496 0123, or at any library. Send it to: Civil society, County Hall, Maidstone."
)

FIRST = [
    ("one", "Do you agree with what the strategy is for?", {"options": ["Yes", "Partly", "No"], "required": True}),
    ("scale", "How well does the council work with your group today?", {"least": "not at all", "most": "very well"}),
    (
        "several",
        "What would help your group most?",
        {"options": ["Advice", "Money", "Rooms", "Training"]},
    ),
    ("short", "Which town or village are you in?", {}),
    ("long", "What is missing from the draft?", {"help_text": "In your own words, as long or as short as you like."}),
]
OPEN_NOW = [
    ("one", "Has the strategy made a difference to your group?", {"options": ["Yes", "A little", "No", "Cannot say"]}),
    ("scale", "How easy is it to find help for groups in Kent?", {"least": "very hard", "most": "very easy"}),
    ("several", "What should the next strategy put first?", {"options": ["Advice", "Money", "Rooms", "Young people"]}),
    ("short", "Which town or village are you in?", {}),
    ("long", "What should the council and its partners do differently?", {}),
]
# How many people out of so many usually give each answer to an equality question, in the order of CHOICES.
USUAL = {
    "age": [2, 5, 8, 7, 1],
    "sex": [12, 9, 0, 2],
    "disability": [4, 14, 2],
    "ethnicity": [2, 2, 1, 16, 0, 2],
    "carer": [5, 13, 2],
}


def fill(county):
    strategy = Strategy.objects.current()
    first = _consultation(
        strategy,
        "First consultation on the strategy",
        "first-consultation-2020",
        "What should the council’s first strategy for all of civil society say?",
        (datetime(2020, 2, 12, 9, 0, tzinfo=LONDON), datetime(2020, 4, 8, 0, 0, tzinfo=LONDON)),
        FIRST,
    )
    second = _consultation(
        strategy,
        "Second consultation on the strategy",
        "second-consultation-2021",
        "The draft was renewed after the pandemic. Does it say the right things now?",
        (datetime(2021, 2, 9, 9, 0, tzinfo=LONDON), datetime(2021, 4, 20, 0, 0, tzinfo=LONDON)),
        FIRST,
    )
    today = timezone.localtime(county.now).replace(hour=17, minute=0, second=0, microsecond=0)
    review = _consultation(
        strategy,
        "What should the next strategy look at?",
        "next-strategy",
        "The strategy is to be reviewed in full. Tell us what has worked for you, and what should come next.",
        (today - timedelta(days=12), today + timedelta(days=30)),
        OPEN_NOW,
    )
    for place, (consultation, people) in enumerate([(first, 60), (second, 140), (review, 90)]):
        _answers(county, consultation, people, copies=(0, 24, 12)[place])
    _document(second, "Draft strategy of 2021", "main", "What the council wants to do with civil society.")
    _document(review, "What has been done since 2022", "main", "Each commitment, and how far it has come.")
    _document(review, "The strategy in easy read", "easy_read", "We want to know what you think. Your group matters.")
    _document(review, "Questions in large print", "accessible", "The five questions, for a screen reader too.")
    _code(county, first, share=1.0)
    _code(county, second, share=1.0)
    _code(county, review, share=0.3)
    for consultation in (first, second, review):
        count_again(consultation=consultation)
    _found(first, FINDINGS_2020)
    _found(second, FINDINGS_2021)


def _consultation(strategy, title, slug, summary, dates, questions):
    opens_at, closes_at = dates
    consultation = Consultation.objects.create(
        title=title,
        slug=slug,
        summary=summary,
        about=(
            "Charities, clubs and neighbours do a great deal for Kent. The strategy says how the council works with "
            "them, and what it gives.\n\nOfficers read every answer. We publish what people said and what we do about "
            "it."
        ),
        strategy=strategy,
        opens_at=opens_at,
        closes_at=closes_at,
        paper_address=PAPER_ADDRESS,
    )
    Question.objects.bulk_create(
        Question(consultation=consultation, number=number, kind=kind, text=text, **more)
        for number, (kind, text, more) in enumerate(questions, start=1)
    )
    consultation.state, consultation.published_at = ConsultationState.PUBLISHED, opens_at - timedelta(days=3)
    consultation.save()
    return consultation


def _answers(county, consultation, people, *, copies):
    """Answers of so many people, some of them for organisations and on paper, and a campaign's letter so many times."""
    chance = county.random
    until = min(consultation.closes_at, county.now)
    organisations = list(Organisation.objects.published().order_by("pk")[: people // 6])
    asked = {question.number: question for question in consultation.questions.all()}
    responses, texts = [], {}
    for place in range(people + copies):
        at = consultation.opens_at + (until - consultation.opens_at) * chance.random() * 0.98
        response = Response(consultation=consultation, reference=new_reference(), begun_at=at)
        if place < people and place % 6 == 0 and organisations:
            response.organisation = organisations[(place // 6) % len(organisations)]
        if place < people and place % 17 == 5:
            response.received_on = timezone.localdate(at)
        responses.append((response, at))
        texts[response.reference] = _text(chance, place, people)
    Response.objects.bulk_create(response for response, _at in responses)
    answers = []
    for response, _at in responses:
        options = range(1, len(asked[1].options) + 1)
        answers += [
            Answer(response=response, question=asked[1], choices=[chance.choice([1, 1, 1, *options])]),
            Answer(response=response, question=asked[2], choices=[chance.choice([2, 3, 3, 4, 4, 5])]),
            Answer(response=response, question=asked[3], choices=sorted(chance.sample(range(1, 5), 2))),
        ]
        if texts[response.reference]:
            answers.append(Answer(response=response, question=asked[4], text=chance.choice(TOWNS)))
            answers.append(Answer(response=response, question=asked[5], text=texts[response.reference]))
    Answer.objects.bulk_create(answers)
    for response, at in responses:
        words = plain_words([texts[response.reference]])
        response.state, response.submitted_at = ResponseState.SUBMITTED, at
        response.fingerprint, response.bands = fingerprint(words), bands(words)
    Response.objects.bulk_update(
        [response for response, _at in responses], ["state", "submitted_at", "fingerprint", "bands"], batch_size=200
    )
    EqualityReply.objects.bulk_create(
        EqualityReply(consultation=consultation, characteristic=characteristic, value=value)
        for characteristic, choices in CHOICES.items()
        for value, _name in chance.choices(choices, weights=USUAL[characteristic], k=people // 2)
    )


def _text(chance, place, people):
    if place >= people:
        return CAMPAIGN if place % 4 else CAMPAIGN.replace("my neighbours", "the whole street")
    if place % 3 == 0:
        return ""
    theme = chance.choice(list(MISSING))
    return f"{chance.choice(OPENINGS)} {chance.choice(MISSING[theme])} {chance.choice(NEEDED)}"


def _document(consultation, title, kind, text):
    content = typeset(
        PAPER,
        title=title,
        author="Kent County Council",
        body="Civil Society Strategy for Kent",
        occasion=consultation.title,
        parts=[{"heading": "In short", "paragraphs": [text, *consultation.about.split("\n\n")]}],
    )
    document = ConsultationDocument(
        consultation=consultation, title=title, kind=kind, order=consultation.documents.count(), size=len(content)
    )
    document.file.save("document.pdf", ContentFile(content))


def _code(county, consultation, *, share):
    """Themes for the last question, found in a share of the answers by what they say."""
    question = consultation.questions.get(kind="long")
    themes = {name: Theme.objects.create(question=question, name=name) for name in MISSING}
    answers = list(Answer.objects.filter(question=question).order_by("pk"))
    read = answers[: int(len(answers) * share)]
    by = county.people["board"]
    Reading.objects.bulk_create(
        Reading(answer=answer, officer=by, taken_at=county.now, read_at=county.now) for answer in read
    )
    Coding.objects.bulk_create(
        Coding(answer=answer, theme=themes[name], officer=by, coded_at=county.now)
        for answer in read
        for name, sentences in MISSING.items()
        if any(sentence in answer.text for sentence in sentences)
    )


FINDINGS_2020 = [
    (
        "Small groups need somewhere to turn for advice",
        "Many groups did not know whom to ask about money, rules or safety. Most wanted somebody near them.",
        "Advice",
        [("We promised an advice service in every district.", "commitment", "Give every district a place")],
    ),
    (
        "Grants ask too much of small groups",
        "People told us that each part of the council had its own form and its own rules.",
        "Money",
        [
            ("We promised one set of rules for all council grants.", "commitment", "Use one grant framework"),
            ("The board made the questions for small grants shorter.", "decision", "Use the shorter questions"),
        ],
    ),
]
FINDINGS_2021 = [
    (
        "Plan with us from the start",
        "Groups had worked side by side with the council in the pandemic, and wanted that to go on.",
        "Being asked",
        [
            ("We set up a board on which we decide together.", "commitment", "Hold a strategic"),
            ("The steering group sees drafts first, as here.", "action", "Share the draft questions"),
        ],
    ),
    (
        "Rooms stand empty in the evening",
        "Groups pay for halls while council buildings are closed.",
        "Rooms",
        [
            ("We promised to open council rooms in the evening.", "commitment", "Open council rooms"),
            ("The districts are told who has no room to meet in.", "action", "Send the district councils"),
        ],
    ),
    (
        "Volunteers do not know where to begin",
        "There were many lists of places to help, and none was complete.",
        "Volunteers",
        [("We promised to try one system for volunteering, from Ashford.", "commitment", "Try one system")],
    ),
    ("Buses in the evening matter to groups", "A campaign asked for later buses around Romney Marsh.", "Buses", []),
]


def _found(consultation, findings):
    """Published, a few months after the close, with what was done about each."""
    at = consultation.closes_at + timedelta(days=120)
    for number, (title, text, theme, done) in enumerate(findings, start=1):
        finding = Finding.objects.create(
            consultation=consultation,
            number=number,
            title=title,
            text=text,
            theme=Theme.objects.get(question__consultation=consultation, name=theme),
            published_at=at,
        )
        for sentence, kind, start in done:
            WhatWeDid.objects.create(finding=finding, text=sentence, **{kind: _target(kind, start)})
    consultation.state, consultation.reported_at = ConsultationState.REPORTED, at
    consultation.conclusion = "Most people agree with what the strategy is for, and asked for more that is near them."
    consultation.save()


def _target(kind, start):
    """The oldest public thing of a kind whose title starts so."""
    public = {"commitment": Commitment, "decision": Decision, "action": Action}[kind].objects.published()
    return public.filter(title__startswith=start).order_by("pk").first()
