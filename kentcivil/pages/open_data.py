"""What others may take and use, and on what terms."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kentcivil.opendata.catalogue import all_datasets


@login_not_required
@require_safe
def open_data(request):
    datasets = [
        {
            "dataset": dataset,
            "generated": dataset.generated(),
            "downloads": [
                (download.label, reverse(download.url_name)) for download in dataset.downloads if download.offered()
            ],
        }
        for dataset in all_datasets()
    ]
    return render(request, "pages/open_data.html", {"datasets": datasets})
