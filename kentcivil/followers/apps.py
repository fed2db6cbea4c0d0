from django.apps import AppConfig


class FollowersConfig(AppConfig):
    name = "kentcivil.followers"
    label = "followers"

    def ready(self):
        from kentcivil.followers import following

        following.connect()
