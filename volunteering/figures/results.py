"""Lines of what came of the pilot: milestones, and the measurements of outcomes."""

from volunteering.figures.lines import Line


def milestones(pilot):
    for milestone in pilot.milestones.all():
        yield Line(milestone.title, 1, number=milestone.number, day=milestone.due_on)


def reached(pilot):
    for milestone in pilot.milestones.all():
        if milestone.reached_on:
            yield Line(f"{milestone.title}: {milestone.shown_by}", 1, number=milestone.number, day=milestone.reached_on)


def baselines(pilot):
    for outcome in pilot.outcomes.all():
        yield _outcome(outcome, outcome.baseline, outcome.baseline_on)


def targets(pilot):
    for outcome in pilot.outcomes.all():
        yield _outcome(outcome, outcome.target, outcome.target_on)


def measured(pilot):
    """In the order in which they were measured: the last of a part is where that outcome is."""
    for outcome in pilot.outcomes.prefetch_related("measurements"):
        for found in outcome.measurements.all():
            yield Line(found.source, found.value, part=str(outcome.number), number=found.pk, day=found.measured_on)


def _outcome(outcome, value, day):
    return Line(f"{outcome.title} ({outcome.unit})", value, part=str(outcome.number), number=outcome.number, day=day)
