"""Marking answers that are alike, and counting all answers: whole sets in the database, never one answer at a time.

What is counted (the `figures` of a Count):
    sent, late, unsent: how many answers;  letters: those keyed in from paper
    for_organisations: those on behalf of one
    marked: those with a mark that stands: whole groups of answers that are alike, the first of each too
    apart: those of them that the second figures leave out: there a group is counted once, as its first
    questions: {question number in the database: {answered, alone, read, choices: {choice: [all, without copies]}}}
    themes: {theme: [all, without copies]}
    groups: the largest groups of answers that are alike, [{first, kind, size, words}]
"""

from django.db import connection, transaction
from django.utils import timezone

from partnership_board.consultations.likeness import ALIKE
from partnership_board.models import Coding, Count, Mark, Reading, Response

GROUPS_SHOWN = 20

_SAME = """
INSERT INTO partnership_board_mark (response_id, kind, like_id, made_at)
SELECT id, 'same', first, %(now)s FROM (
    SELECT id, first_value(id) OVER (PARTITION BY fingerprint ORDER BY submitted_at, id) AS first,
        count(*) OVER (PARTITION BY fingerprint) AS together
    FROM partnership_board_response
    WHERE consultation_id = %(consultation)s AND state = 'submitted' AND fingerprint <> ''
) AS found WHERE together > 1
ON CONFLICT (response_id, kind) DO NOTHING
"""

# Each band's first answer stands for it; whoever shares a band with an earlier first is compared with that one.
_NEAR = """
WITH banded AS (
    SELECT r.id, r.submitted_at, band,
        first_value(r.id) OVER (PARTITION BY band ORDER BY r.submitted_at, r.id) AS first
    FROM partnership_board_response AS r CROSS JOIN LATERAL unnest(r.bands) AS band
    WHERE r.consultation_id = %(consultation)s AND r.state = 'submitted'
        AND NOT EXISTS (
            SELECT 1 FROM partnership_board_mark AS m
            WHERE m.response_id = r.id AND m.kind = 'same' AND m.like_id <> r.id
        )
), pairs AS (
    SELECT DISTINCT id, first FROM banded WHERE id <> first
), words AS (
    SELECT a.response_id, string_agg(a.text, ' ' ORDER BY a.question_id) AS words
    FROM partnership_board_answer AS a
    JOIN partnership_board_question AS q ON q.id = a.question_id AND q.kind = 'long'
    WHERE a.response_id IN (SELECT id FROM pairs UNION SELECT first FROM pairs)
    GROUP BY a.response_id
), found AS (
    SELECT pairs.id, min(pairs.first) AS first FROM pairs
    JOIN words AS mine ON mine.response_id = pairs.id JOIN words AS theirs ON theirs.response_id = pairs.first
    WHERE similarity(mine.words, theirs.words) >= %(alike)s
    GROUP BY pairs.id
)
INSERT INTO partnership_board_mark (response_id, kind, like_id, made_at)
SELECT id, 'near', first, %(now)s FROM found
UNION ALL
SELECT DISTINCT first, 'near', first, %(now)s FROM found WHERE first NOT IN (SELECT id FROM found)
ON CONFLICT (response_id, kind) DO NOTHING
"""

# Of a group, all are marked; the first, which is marked as like itself, is the one that is counted for it.
_MARKED = """
    SELECT m.response_id, bool_or(m.like_id IS DISTINCT FROM m.response_id) AS is_copy
    FROM partnership_board_mark AS m JOIN partnership_board_response AS marked ON marked.id = m.response_id
    WHERE m.dismissed_at IS NULL AND marked.consultation_id = %(consultation)s
    GROUP BY m.response_id
"""

_RESPONSES = f"""
SELECT count(*) FILTER (WHERE state = 'submitted'), count(*) FILTER (WHERE state = 'late'),
    count(*) FILTER (WHERE state = 'draft'),
    count(*) FILTER (WHERE state = 'submitted' AND marked.response_id IS NOT NULL),
    count(*) FILTER (WHERE state = 'submitted' AND marked.is_copy),
    count(*) FILTER (WHERE state = 'submitted' AND received_on IS NOT NULL),
    count(*) FILTER (WHERE state = 'submitted' AND organisation_id IS NOT NULL)
FROM partnership_board_response AS r LEFT JOIN ({_MARKED}) AS marked ON marked.response_id = r.id
WHERE r.consultation_id = %(consultation)s
"""

_SENT = f"""
    SELECT r.id, marked.is_copy IS NOT TRUE AS alone
    FROM partnership_board_response AS r LEFT JOIN ({_MARKED}) AS marked ON marked.response_id = r.id
    WHERE r.consultation_id = %(consultation)s AND r.state = 'submitted'
"""

_CHOICES = f"""
SELECT a.question_id, choice, count(*), count(*) FILTER (WHERE alone)
FROM partnership_board_answer AS a JOIN ({_SENT}) AS sent ON sent.id = a.response_id
CROSS JOIN LATERAL unnest(a.choices) AS choice
GROUP BY a.question_id, choice
"""

_ANSWERED = f"""
SELECT a.question_id, count(*), count(*) FILTER (WHERE alone), count(reading.read_at)
FROM partnership_board_answer AS a JOIN ({_SENT}) AS sent ON sent.id = a.response_id
LEFT JOIN partnership_board_reading AS reading ON reading.answer_id = a.id
GROUP BY a.question_id
"""

_THEMES = f"""
SELECT c.theme_id, count(*), count(*) FILTER (WHERE alone)
FROM partnership_board_coding AS c
JOIN partnership_board_answer AS a ON a.id = c.answer_id JOIN ({_SENT}) AS sent ON sent.id = a.response_id
GROUP BY c.theme_id
"""

_GROUPS = """
SELECT first.reference, m.kind, count(*) FILTER (WHERE m.response_id <> m.like_id) + 1 AS size,
    left((SELECT string_agg(a.text, ' ' ORDER BY a.question_id) FROM partnership_board_answer AS a
          JOIN partnership_board_question AS q ON q.id = a.question_id AND q.kind = 'long'
          WHERE a.response_id = m.like_id), 160), m.like_id
FROM partnership_board_mark AS m JOIN partnership_board_response AS first ON first.id = m.like_id
WHERE first.consultation_id = %(consultation)s AND m.dismissed_at IS NULL
GROUP BY m.like_id, m.kind, first.reference HAVING bool_or(m.response_id <> m.like_id)
ORDER BY size DESC, m.like_id, m.kind LIMIT %(most)s
"""


def one_at_a_time(number):
    """Wait until nobody else counts a consultation, and keep others waiting until this transaction ends.

    Two counts at once would mark the same answers. Whoever locks rows that a count reads asks for this first.

    :param number: the Consultation's pk.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('consultation count'), %s)", [number])


@transaction.atomic
def count_again(*, consultation):
    """Mark what is alike, then count everything. Safe to run again and at once with itself.

    :returns: the Count.
    """
    now = timezone.now()
    given = {"consultation": consultation.pk, "now": now, "alike": ALIKE, "most": GROUPS_SHOWN}
    one_at_a_time(consultation.pk)
    with connection.cursor() as cursor:
        cursor.execute(_SAME, given)
        cursor.execute(_NEAR, given)

        def rows(query):
            cursor.execute(query, given)
            return cursor.fetchall()

        figures = _figures(rows)
    return Count.objects.update_or_create(consultation=consultation, defaults={"counted_at": now, "figures": figures})[
        0
    ]


def _figures(rows):
    (sent, late, unsent, marked, apart, letters, organisations) = rows(_RESPONSES)[0]
    questions = {
        str(question): {"answered": answered, "alone": alone, "read": read, "choices": {}}
        for question, answered, alone, read in rows(_ANSWERED)
    }
    for question, choice, every, alone in rows(_CHOICES):
        questions[str(question)]["choices"][str(choice)] = [every, alone]
    return {
        "sent": sent,
        "late": late,
        "unsent": unsent,
        "marked": marked,
        "apart": apart,
        "letters": letters,
        "for_organisations": organisations,
        "questions": questions,
        "themes": {str(theme): [every, alone] for theme, every, alone in rows(_THEMES)},
        "groups": [
            {"first": first, "kind": kind, "size": size, "words": words or "", "number": number}
            for first, kind, size, words, number in rows(_GROUPS)
        ],
    }


def has_more(consultation, counted_at):
    """Whether answers that count came since a moment; asked by pages, as it is quick for any number of answers."""
    return Response.objects.counted().filter(consultation=consultation, submitted_at__gt=counted_at).exists()


def is_stale(consultation, counted_at):
    """Whether something came, was marked, read or coded since a moment."""
    return (
        Response.objects.filter(consultation=consultation, submitted_at__gt=counted_at).exists()
        or Mark.objects.filter(response__consultation=consultation, dismissed_at__gt=counted_at).exists()
        or Reading.objects.filter(answer__response__consultation=consultation, read_at__gt=counted_at).exists()
        or Coding.objects.filter(answer__response__consultation=consultation, coded_at__gt=counted_at).exists()
    )


def count_what_changed(consultations):
    """Count those again of which something changed since they were counted. :returns: how many."""
    counted = 0
    for consultation in consultations.select_related("count"):
        count = getattr(consultation, "count", None)
        if count is None or is_stale(consultation, count.counted_at):
            count_again(consultation=consultation)
            counted += 1
    return counted
