"""Python beside a running portal, on its database and with its settings; one question a line on the standard input.

A process that stays, since to start one for each question takes two seconds.
"""

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stdout

import django


def answer(question):
    """:returns: {"printed": what it printed, "error": how it failed, or ""}"""
    printed, error = io.StringIO(), ""
    try:
        with redirect_stdout(printed):
            exec(question, {"__name__": "beside"})
    except Exception:
        error = traceback.format_exc()
    return {"printed": printed.getvalue().strip(), "error": error}


if __name__ == "__main__":
    # Answers have the standard output for themselves: whatever else is printed goes where errors go.
    with os.fdopen(os.dup(1), "w", buffering=1) as answers:
        os.dup2(2, 1)
        django.setup()
        for question in sys.stdin:
            print(json.dumps(answer(json.loads(question))), file=answers)
