"""Which page numbers a pagination shows."""


def pages_around(current, last):
    """The first page, the last, the current one with its neighbours; None stands for those left out.

    >>> pages_around(6, 20)
    [1, None, 5, 6, 7, None, 20]
    """
    shown = sorted({1, last, *range(max(1, current - 1), min(last, current + 1) + 1)})
    numbers = []
    for number in shown:
        gap = number - (numbers[-1] if numbers else 0)
        if gap == 2:
            numbers.append(number - 1)
        elif gap > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers
