"""The public page, and the same as CSV."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kentcivil.caching import kept_for_visitors
from kentcivil.opendata.streams import csv_response
from organisations.open_door import open_door
from organisations.quality import figures
from organisations.quality.measures import CHECKS, GAPS, MEASURES
from organisations.wording import number

RECENTLY = "checked-12-months"


@login_not_required
@require_safe
@kept_for_visitors("organisations")
def quality(request):
    return render(request, "organisations/quality.html", shown())


def shown(link=lambda row, slug: ""):
    """What the page shows.

    :param link: from a Row and a measure, or "" for all entries, to the address of the list behind that figure.
    """
    listed = figures.rows()
    whole = listed[0]
    return {
        "total": number(whole.total),
        "total_link": link(whole, ""),
        "today": timezone.localdate(),
        "checks": [_line(whole, measure, link) for measure in CHECKS],
        "gaps": [_line(whole, measure, link) for measure in GAPS],
        "bars": [(row.name, share, f"{share}%") for row in listed if row.total for share in [row.share(RECENTLY)]],
        "tables": [_table(_("When a person last checked the entry, by district"), listed, CHECKS, link)]
        + [_table(_("What entries lack, by district"), listed, GAPS, link)],
    }


def _line(row, measure, link):
    count = row.counts[measure.slug]
    return {
        "title": measure.title,
        "count": number(count),
        "share": f"{row.share(measure.slug)}%",
        "link": link(row, measure.slug) if count else "",
    }


def _table(caption, listed, measures, link):
    return {
        "caption": caption,
        "titles": [measure.title for measure in measures],
        "rows": [
            {
                "name": row.name,
                "total": number(row.total),
                "total_link": link(row, ""),
                "cells": [_line(row, measure, link) for measure in measures],
            }
            for row in listed
        ],
    }


@open_door("GET")
def quality_csv(request):
    titles = ["district", "district code", "entries", *(str(measure.title) for measure in MEASURES.values())]
    cells = [[row.name, row.code or "", row.total, *row.counts.values()] for row in figures.rows()]
    return csv_response("kent-directory-quality.csv", titles, cells)
