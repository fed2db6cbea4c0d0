from django.apps import AppConfig


class CrowdFundConfig(AppConfig):
    name = "crowdfund"
    verbose_name = "CrowdFund Kent"
