from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kentcivil.accounts"
    label = "accounts"
