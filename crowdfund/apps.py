from django.apps import AppConfig


class CrowdFundConfig(AppConfig):
    name = "crowdfund"
    verbose_name = "CrowdFund Kent"

    def ready(self):
        from crowdfund import following

        following.connect()
        from crowdfund import (
            datasets,  # noqa: F401  (it adds our dataset to the catalogue)
            secrecy,  # noqa: F401  (tells the outbox what it keeps from whom)
        )
