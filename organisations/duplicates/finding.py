"""The list of likely duplicates, written anew: which pairs have something in common, then how alike they are.

Comparing everything with everything would take the square of the directory. Entries are put into blocks by what they
have in common (a postcode, a telephone number, a web address, a word of the name in one town ...), and only those of
one block are compared. Memory stays flat: blocks are in the database, and pairs come from it a few thousand at a time.
"""

from itertools import combinations, islice

from django.db import connection, transaction
from django.utils import timezone

from kentcivil.audit.history import because
from organisations.duplicates import naming
from organisations.duplicates.entries import COLUMNS, COMPARED, TABLES, features, read
from organisations.duplicates.likeness import LIKELY, SHARED_HOSTS, compare
from organisations.models import Likeness
from organisations.register.staging import Copy
from organisations.states import LikenessState

MOST_IN_BLOCK = 60
"""A larger block has in common what everybody has, such as the word "scout" in a large town."""
BATCH = 5_000
MOST_WORDS = 6
"""Words of a name that are put into blocks."""


@transaction.atomic
def find_likenesses():
    """Bring the list up to date; what officers have decided stays.

    :returns: how many pairs wait for an officer now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.find_likenesses'))")
        _fill_blocks(cursor)
        found = [pair for batch in _batches(cursor) for pair in _likely(batch)]
        cursor.execute("DROP TABLE likeness_block, likeness_pair")
    return _keep(found)


def keys(entry):
    """What an entry is put into blocks by."""
    found = {f"postcode {entry.postcode}"} if entry.postcode else set()
    found |= {f"phone {number}" for number in entry.phones} | {f"email {address}" for address in entry.emails}
    found |= {f"company {number}" for number in entry.companies}
    if entry.web:
        host, path = entry.web
        found.add(f"web {host}{path if host in SHARED_HOSTS else ''}")
    places = {place for place in (entry.postcode[:-3].strip(), " ".join(naming.words(entry.town))) if place}
    for name in entry.names:
        found.add(f"name {''.join(name)}")
        telling = [naming.stem(word) for word in name if word not in naming.GENERIC][:MOST_WORDS] or list(name)
        found |= {f"word {word} {place}" for word in telling for place in places}
        found |= {f"words {' '.join(sorted(two))}" for two in combinations(dict.fromkeys(telling), 2)}
    return found


def _fill_blocks(cursor):
    cursor.execute("CREATE TEMPORARY TABLE likeness_block (key text, entry bigint) ON COMMIT DROP")
    # Read and written by turns: a cursor of the database's own, since one connection can do but one at a time.
    cursor.execute(
        f"DECLARE likeness_entries NO SCROLL CURSOR FOR SELECT {COLUMNS} FROM {TABLES} "
        "WHERE o.status = ANY (%s) GROUP BY o.id",
        [COMPARED],
    )
    while True:
        cursor.execute(f"FETCH {BATCH} FROM likeness_entries")
        rows = cursor.fetchall()
        if not rows:
            break
        with Copy(cursor, "likeness_block") as copy:
            for row in rows:
                for key in keys(features(row)):
                    copy.row(key[:200], row[0])
    cursor.execute("CLOSE likeness_entries")
    cursor.execute(
        """
        CREATE INDEX ON likeness_block (key, entry);
        ANALYZE likeness_block;
        CREATE TEMPORARY TABLE likeness_pair ON COMMIT DROP AS
        SELECT DISTINCT one.entry AS first, other.entry AS second
        FROM (SELECT key FROM likeness_block GROUP BY key HAVING count(*) BETWEEN 2 AND %s) AS block
        JOIN likeness_block one USING (key)
        JOIN likeness_block other USING (key)
        WHERE one.entry < other.entry
        """,
        [MOST_IN_BLOCK],
    )


def _batches(cursor):
    cursor.execute("DECLARE likeness_pairs NO SCROLL CURSOR FOR SELECT first, second FROM likeness_pair ORDER BY 1, 2")
    while True:
        cursor.execute(f"FETCH {BATCH} FROM likeness_pairs")
        pairs = cursor.fetchall()
        if not pairs:
            break
        yield pairs
    cursor.execute("CLOSE likeness_pairs")


def _likely(pairs):
    entries = read({pk for pair in pairs for pk in pair})
    for first, second in pairs:
        score, reasons = compare(entries[first], entries[second])
        if score >= LIKELY:
            yield first, second, score, [str(reason) for reason in reasons]


def _keep(found):
    """What is new is added, what has another score is changed, and what is no longer alike goes, if it is open."""
    known = {(pair.first_id, pair.second_id): pair for pair in Likeness.objects.select_for_update()}
    now = timezone.now()
    with because("Compared with the other entries"):
        _write(
            Likeness(first_id=first, second_id=second, score=score, reasons=reasons, found_at=now)
            for first, second, score, reasons in found
            if (first, second) not in known
        )
        for first, second, score, reasons in found:
            pair = known.pop((first, second), None)
            if pair and pair.state == LikenessState.OPEN and (pair.score, pair.reasons) != (score, reasons):
                pair.score, pair.reasons = score, reasons
                pair.save(update_fields=["score", "reasons"])
        gone = [pair.pk for pair in known.values() if pair.state == LikenessState.OPEN]
        Likeness.objects.filter(pk__in=gone).delete()
    return Likeness.objects.open().count()


def _write(likenesses):
    while batch := list(islice(likenesses, BATCH)):
        Likeness.objects.bulk_create(batch)


def like(entry):
    """The likely duplicates of an entry that is not in the directory yet, the likeliest first: their numbers.

    :param entry: its Features.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM organisations_organisation WHERE status = ANY (%(states)s) AND (
                (postcode = %(postcode)s AND postcode <> '')
                OR upper(name) %% upper(%(name)s)
                OR (email <> '' AND lower(email) = ANY (%(emails)s))
                OR id IN (SELECT organisation_id FROM organisations_identifier WHERE number = ANY (%(numbers)s))
            )
            ORDER BY similarity(upper(name), upper(%(name)s)) DESC, id LIMIT 100
            """,
            {
                "states": COMPARED,
                "postcode": entry.postcode,
                "name": " ".join(entry.names[0]),
                "emails": list(entry.emails),
                "numbers": list(entry.numbers | entry.companies),
            },
        )
        found = read([row[0] for row in cursor.fetchall()])
    scores = {pk: compare(entry, other)[0] for pk, other in found.items()}
    return sorted((pk for pk, score in scores.items() if score >= LIKELY), key=lambda pk: (-scores[pk], pk))
