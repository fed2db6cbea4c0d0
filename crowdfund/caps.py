"""How much of a target the funds of a round may pledge. Each figure is a setting of the round; this is the sum."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from crowdfund.amounts import pounds

PENNY = Decimal("0.01")


@dataclass(frozen=True)
class Limit:
    """The most that may be asked for, and the sentence that explains it."""

    amount: Decimal
    sentence: str


def share(percent, target):
    """A percentage of a target, rounded down to the penny so that no rounding ever breaks a cap."""
    return (target * percent / 100).quantize(PENNY, rounding=ROUND_DOWN)


def most_from(round_fund, target):
    """The most that one fund of a round may pledge to a project with this target."""
    limits = [round_fund.amount, most_of_target(round_fund, target)]
    if round_fund.cap_pounds is not None:
        limits.append(round_fund.cap_pounds)
    return min(limits)


def most_of_target(round_fund, target):
    """The part of a target that one fund of a round may pledge, whatever its other limits."""
    return target if round_fund.cap_percent is None else share(round_fund.cap_percent, target)


def most_together(round_, target):
    """The part of a target that all funds of a round together may pledge."""
    return target if round_.combined_cap_percent is None else share(round_.combined_cap_percent, target)


def covers(round_fund, district_codes):
    """Whether a fund may back a project in these districts; one without an area of its own backs all of Kent."""
    area = {district.code for district in round_fund.fund.area.all()}
    return not area or bool(area & set(district_codes))


def limit(round_, round_funds, target, district_codes):
    """The most that a project may ask from all funds of a round together.

    :param round_funds: those of the round, each with its fund and the fund's area.
    :param target: what is to be crowdfunded, in pounds, more than nothing.
    """
    together = sum((most_from(one, target) for one in round_funds if covers(one, district_codes)), Decimal(0))
    combined = most_together(round_, target)
    if combined <= together:
        percent = round_.combined_cap_percent or 100
        return Limit(
            combined,
            f"All council funds together can pledge at most {percent}% of your target: "
            f"{pounds(combined)} of {pounds(target)}.",
        )
    return Limit(together, f"The funds that cover your project can pledge at most {pounds(together)} to one project.")


def limits_of(round_fund):
    """The limits of a fund for one project as a phrase: "£5,000 and 50% of the target"; empty when there are none."""
    phrases = []
    if round_fund.cap_pounds is not None:
        phrases.append(pounds(round_fund.cap_pounds))
    if round_fund.cap_percent is not None:
        phrases.append(f"{round_fund.cap_percent}% of the target")
    return " and ".join(phrases)
