from celery.beat import PersistentScheduler


class Impatient(PersistentScheduler):
    """The portal's own schedule, each task every second."""

    def setup_schedule(self):
        schedule = self.app.conf.beat_schedule
        self.app.conf.beat_schedule = {name: {**entry, "schedule": 1.0} for name, entry in schedule.items()}
        super().setup_schedule()
