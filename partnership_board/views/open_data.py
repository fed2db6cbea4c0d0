"""The board's open data."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnership_board import popolo


@login_not_required
@require_safe
def board_popolo(request):
    """People, posts, memberships and organisations in the shape of Popolo; any other site may read it."""
    response = JsonResponse(popolo.document(timezone.localdate()), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
