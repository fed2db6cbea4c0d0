"""How far a command is: a bar on a terminal; elsewhere, as in a log, one line that says what is being done."""

import sys

from tqdm import tqdm


def bar(things=None, *, what, quiet=False, **more):
    """A tqdm bar on standard error: over an iterable, or to be counted up by its `update`.

    Not on a command's own `stderr`: Django begins a new line with each thing that is written there.

    :param what: what is being done, such as "Reading postcodes".
    :param quiet: say nothing.
    :param more: what else tqdm is told, such as `unit` and `total`.
    """
    on_terminal = sys.stderr.isatty()
    if not (quiet or on_terminal):
        sys.stderr.write(f"{what}…\n")
        sys.stderr.flush()
    return tqdm(things, desc=what, disable=quiet or not on_terminal, **more)
