from django.apps import AppConfig


class PartnershipBoardConfig(AppConfig):
    name = "partnership_board"
    verbose_name = "partnership board"

    def ready(self):
        from partnership_board import datasets  # noqa: F401 (it adds ours to the catalogue)
        from partnership_board.following import register_topics

        register_topics()
