"""Sharing cases out among assessors, evenly. Pure."""


def balanced(cases, people, each, barred, taken):
    """Who is given which case, so that everybody has about the same number and nobody one that they are barred from.

    Cases with the fewest people to choose from come first, so that those few are not used up by others.

    :param cases: keys of cases.
    :param people: keys of people, in a fixed order.
    :param each: how many people a case is to have.
    :param barred: {person: cases that they must not be given}.
    :param taken: {case: people who have it already}.
    :returns: new (case, person) pairs.
    """
    load = dict.fromkeys(people, 0)
    for holders in taken.values():
        for person in holders:
            load[person] = load.get(person, 0) + 1

    def free(case):
        return [one for one in people if case not in barred.get(one, ()) and one not in taken.get(case, ())]

    pairs = []
    for case in sorted(cases, key=lambda one: (len(free(one)), one)):
        wanted = each - len(taken.get(case, ()))
        for person in sorted(free(case), key=lambda one: (load[one], people.index(one)))[: max(wanted, 0)]:
            pairs.append((case, person))
            load[person] += 1
    return pairs
