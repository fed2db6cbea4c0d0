"""import_charity_register FILE…: the charities of Kent from the Charity Commission's public extract."""

import csv
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kentcivil import progress
from kentcivil.archives import UnreadableFile
from organisations.register.importing import import_register


class Command(BaseCommand):
    help = (
        "Imports the charities of Kent from the Charity Commission's public extract "
        "(https://register-of-charities.charitycommission.gov.uk/register/full-register-download): the tables charity, "
        "charity_area_of_operation and charity_classification, as text or JSON, zipped or not, in any order. "
        "What people have written in the directory stays. It can be run again with each new extract."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="files of the extract, or a folder with them")
        parser.add_argument("--report", help="write the refused rows and why to this CSV file, not to the screen")

    def handle(self, *, files, report, verbosity, **options):
        @contextmanager
        def shown(what, size):
            with progress.bar(
                what=f"Reading {what}", total=size, unit="B", unit_scale=True, quiet=not verbosity
            ) as bar:
                yield bar.update

        def to_screen(file, place, reason):
            self.stderr.write(f"Refused: {file}, line {place}: {reason}")

        try:
            with Path(report).open("w", newline="", encoding="utf-8") if report else nullcontext() as written:
                if written:
                    rows = csv.writer(written)
                    rows.writerow(["file", "line", "reason"])
                refuse = (lambda *refused: rows.writerow(refused)) if written else to_screen
                done = import_register(files, refuse=refuse, progress=shown)
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise CommandError(f"The report {report} cannot be written: {error.strerror}.") from error
        for name in done.not_needed:
            self.stdout.write(f"Not needed: {name}")
        for name, number in done.removed:
            self.stdout.write(f"No longer registered, but still in the directory: {name} ({number})")
        if done.to_look_at:
            self.stdout.write(f"For an officer to look at, in the admin: changes in the register: {done.to_look_at:,}")
        self.stdout.write(
            f"{done.read:,} charities read, {done.refused:,} rows refused, {done.kept:,} kept: "
            f"{done.added:,} added, {done.updated:,} updated, {done.unchanged:,} as they were."
        )
        self.stdout.write(
            f"Directory: {done.entries_added:,} entries added, {done.entries_updated:,} updated, "
            f"{done.entries_closed:,} closed."
        )
