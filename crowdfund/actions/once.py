"""A form that is sent twice is acted on once: a double click, a reload, or a browser that tries again."""

from django.utils import timezone

from crowdfund.models import StepTaken
from kentcivil.files import atomic_with_files


@atomic_with_files()
def take_once(*, award, step, number, act):
    """Take a step unless the same form took it before. Whoever comes second waits for the first to be done.

    :param number: the UUID of the form, or None for a form without one, which is taken each time.
    :param act: what takes the step; where it refuses, the form can be sent again.
    :returns: whether the step was taken now.
    """
    if number is not None:
        _taken, is_new = StepTaken.objects.get_or_create(
            award=award, step=step, number=number, defaults={"at": timezone.now()}
        )
        if not is_new:
            return False
    act()
    return True


def was_taken(*, award, step, number):
    """Whether a form with this number took the step."""
    return number is not None and StepTaken.objects.filter(award=award, step=step, number=number).exists()
