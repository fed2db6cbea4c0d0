from django.apps import AppConfig


class PartnershipBoardConfig(AppConfig):
    name = "partnership_board"
    verbose_name = "partnership board"
