from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "kentcivil.mail"
    label = "mail"
