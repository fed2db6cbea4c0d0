from django.apps import AppConfig


class PartnershipBoardConfig(AppConfig):
    name = "partnership_board"
    verbose_name = "Partnership board"

    def ready(self):
        from partnership_board import datasets  # noqa: F401 (it adds ours to the catalogue)
        from partnership_board.following import register_topics

        register_topics()
        from partnership_board import reminders_of_consultations  # noqa: F401 - registers its rules
        from partnership_board.consultations import open_data  # noqa: F401 - tells the catalogue
        from partnership_board.consultations.following import register_topics as register_consultations

        register_consultations()

        from partnership_board import chains
        from partnership_board.consultations.asked import findings_answered

        chains.register(findings_answered)
