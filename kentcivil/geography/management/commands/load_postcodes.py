"""load_postcodes FILE: the postcodes of Kent and Medway from Code-Point Open."""

from django.core.management.base import BaseCommand, CommandError

from kentcivil import progress
from kentcivil.archives import UnreadableFile
from kentcivil.geography.codepoint import load
from kentcivil.geography.models import District


class Command(BaseCommand):
    help = (
        "Loads the postcodes of Kent and Medway from the zip of Code-Point Open "
        "(https://osdatahub.os.uk/downloads/open/CodePointOpen). It can be run again with each new release."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="codepo_gb.zip as Ordnance Survey publishes it, CSV form")

    def handle(self, *, file, verbosity, **options):
        def shown(areas):
            return progress.bar(areas, what="Reading postcodes", unit=" areas", quiet=not verbosity)

        try:
            loaded = load(file, shown)
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        names = dict(District.objects.values_list("code", "name"))
        for code, count in sorted(loaded.districts.items(), key=lambda item: names[item[0]]):
            self.stdout.write(f"{names[code]:>22} {count:7,}")
        self.stdout.write(
            f"{loaded.added:,} added, {loaded.changed:,} changed, {loaded.removed:,} dropped, "
            f"{loaded.unchanged:,} as they were; skipped: {loaded.elsewhere:,} outside Kent and Medway, "
            f"{loaded.without_place:,} with no place."
        )
