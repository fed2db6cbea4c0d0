"""`make reset`: forget the local data, so that the next `make run` starts with an empty database and fills it."""

import shutil

from kentcivil import embedded
from kentcivil.local import LOCAL, in_a_sentence, owners


def reset():
    """Remove everything under .local/.

    :raises CannotStart: while a command uses it, or when it belongs to another user.
    """
    embedded.local_servers().stop_leftovers()
    try:
        shutil.rmtree(LOCAL)
    except FileNotFoundError:
        pass
    except PermissionError as error:
        raise owners.belongs_to_another(LOCAL) from error


def main():
    reset()
    print("The local database, files and mail are gone: `make run` starts anew.")


if __name__ == "__main__":
    in_a_sentence(main)
