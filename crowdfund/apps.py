from django.apps import AppConfig


class CrowdFundConfig(AppConfig):
    name = "crowdfund"
    verbose_name = "CrowdFund Kent"

    def ready(self):
        from crowdfund import following

        following.connect()
        from crowdfund import secrecy  # noqa: F401  (tells the outbox what it keeps from whom)
